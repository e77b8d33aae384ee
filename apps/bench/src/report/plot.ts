/** Curves beside a table: what one number per row cannot show. */
export interface Plot {
  /** The target's number, as in a row. */
  readonly id: string;
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
}

export interface Axis {
  /** With its unit: `speakers`, `lateness, ms`. */
  readonly label: string;
  /** `log` leaves out what is not above 0; linear when left out. */
  readonly scale?: "log";
}

export interface Line {
  readonly name: string;
  /** [x, y] in ascending x; a value that is no number interrupts the line. */
  readonly points: readonly (readonly [number, number])[];
}

const WIDTH = 640;
const HEIGHT = 320;
const EDGE = { left: 62, right: 14, top: 12, bottom: 44 } as const;
const TICKS = 5;
/** More points than pixels say nothing: so many of a line are drawn. */
const MOST_POINTS = 1_200;

interface Scale {
  readonly ticks: readonly number[];
  /** A value's share of the axis, 0 to 1. */
  at(value: number): number;
}

/** Steps of 1, 2 or 5 times a power of ten: at least `TICKS` of them hold all values. */
function linear(low: number, high: number): Scale {
  const span = high > low ? high - low : Math.max(1, Math.abs(high));
  const rough = span / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10);
  const from = Math.floor(low / step) * step;
  const to = Math.max(Math.ceil(high / step) * step, from + step);
  const count = Math.round((to - from) / step);
  const ticks = Array.from({ length: count + 1 }, (_, i) => Number((from + i * step).toPrecision(12)));
  return { ticks, at: (value) => (value - from) / (to - from) };
}

function logarithmic(low: number, high: number): Scale {
  const from = Math.floor(Math.log10(low));
  const to = Math.max(Math.ceil(Math.log10(high)), from + 1);
  const ticks = Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
  return { ticks, at: (value) => (Math.log10(value) - from) / (to - from) };
}

function scaleOf(axis: Axis, values: readonly number[], fromZero: boolean): Scale {
  const usable = values.filter((value) => Number.isFinite(value) && (axis.scale !== "log" || value > 0));
  const low = usable.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = usable.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (usable.length === 0) return linear(0, 1);
  if (axis.scale === "log") return logarithmic(low, high);
  return linear(fromZero ? Math.min(0, low) : low, high);
}

function thinned(points: Line["points"]): Line["points"] {
  const every = Math.ceil(points.length / MOST_POINTS);
  return every <= 1 ? points : points.filter((_, i) => i % every === 0 || i === points.length - 1);
}

const short = (value: number): string => String(Number(value.toPrecision(4)));
const place = (value: number): string => value.toFixed(1);

/** Escapes text for an element or a quoted attribute. */
export function escaped(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign,
  );
}

/** One plot as an SVG element of its own; colours come from the page (`.line-0` and so on). */
export function plotSvg(plot: Plot): string {
  const points = plot.lines.flatMap((line) => line.points);
  const xs = scaleOf(
    plot.x,
    points.map(([x]) => x),
    false,
  );
  const ys = scaleOf(
    plot.y,
    points.map(([, y]) => y),
    true,
  );
  const x = (value: number): number => EDGE.left + xs.at(value) * (WIDTH - EDGE.left - EDGE.right);
  const y = (value: number): number =>
    HEIGHT - EDGE.bottom - ys.at(value) * (HEIGHT - EDGE.top - EDGE.bottom);
  const bottom = HEIGHT - EDGE.bottom;
  const grid = [
    ...xs.ticks.map(
      (tick) =>
        `<path class="grid" d="M${place(x(tick))} ${EDGE.top}V${bottom}"/>` +
        `<text x="${place(x(tick))}" y="${bottom + 16}" text-anchor="middle">${short(tick)}</text>`,
    ),
    ...ys.ticks.map(
      (tick) =>
        `<path class="grid" d="M${EDGE.left} ${place(y(tick))}H${WIDTH - EDGE.right}"/>` +
        `<text x="${EDGE.left - 6}" y="${place(y(tick) + 4)}" text-anchor="end">${short(tick)}</text>`,
    ),
  ];
  const lines = plot.lines.map((line, index) => {
    let pen = "M";
    const steps = thinned(line.points).map(([atX, atY]) => {
      const there = [xs.at(atX), ys.at(atY)].every(Number.isFinite);
      const step = there ? `${pen}${place(x(atX))} ${place(y(atY))}` : "";
      pen = there ? "L" : "M";
      return step;
    });
    return `<path class="line-${index % 5}" d="${steps.join("")}"><title>${escaped(line.name)}</title></path>`;
  });
  const middle = (EDGE.top + bottom) / 2;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(plot.title)}">`,
    ...grid,
    ...lines,
    `<text x="${(EDGE.left + WIDTH - EDGE.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escaped(plot.x.label)}</text>`,
    `<text transform="translate(14 ${middle}) rotate(-90)" text-anchor="middle">${escaped(plot.y.label)}</text>`,
    "</svg>",
  ].join("\n");
}
