import type { Machine } from "../measure/machine";
import { escaped, type Plot, plotSvg } from "./plot";
import type { Report } from "./print";
import type { Row } from "./row";
import { targetsTable } from "./targets";

/** The report of one benchmark of the suite; null when it could not measure. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report | null;
  /** Why there is none. */
  readonly why?: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --line: #c9d1dc; --met: #0a6b3c; --missed: #b3261e; --dim: #5a6675;
  --c0: #1565c0; --c1: #c2410c; --c2: #047857; --c3: #7e22ce; --c4: #a16207; }
@media (prefers-color-scheme: dark) { :root { --ink: #e5eaf1; --paper: #12161d; --line: #38414e; --met: #57d496; --missed: #ff8a80;
  --dim: #9aa6b5; --c0: #64b5f6; --c1: #fb923c; --c2: #34d399; --c3: #c084fc; --c4: #facc15; } }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .55rem; text-align: left; vertical-align: top; }
td.number { text-align: right; white-space: nowrap; } .met { color: var(--met); } .missed { color: var(--missed); font-weight: 600; }
.dim, figcaption, .machine { color: var(--dim); } .machine { font-size: .87rem; }
.plots { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
figure { margin: 0; border: 1px solid var(--line); border-radius: .4rem; padding: .6rem; }
svg { width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 12px; } svg path { fill: none; stroke-width: 1.6; }
svg .grid { stroke: var(--line); stroke-width: 1; } .key span { display: inline-block; margin-right: 1rem; }
.key i { display: inline-block; width: 1.4em; height: .25em; margin-right: .4em; vertical-align: middle; }
${[0, 1, 2, 3, 4].map((n) => `.line-${n} { stroke: var(--c${n}); background: var(--c${n}); }`).join("\n")}
@media print { body { margin: 0; max-width: none; } figure, tr { break-inside: avoid; } }
`;

const number = (value: number | null): string => (value === null ? "–" : String(value));
const verdict = ({ met }: Pick<Row, "met">): string =>
  met === null
    ? '<td class="dim">–</td>'
    : met
      ? '<td class="met">met</td>'
      : '<td class="missed">missed</td>';

function rowHtml(row: Row): string {
  const peer = row.peer === null ? "" : `${row.peer} ${number(row.peerValue)}`;
  const said = [row.what, ...(row.why === undefined ? [] : [row.why])];
  return [
    "<tr>",
    `<td>${escaped(row.id)}</td><td>${escaped(row.case)}</td>`,
    `<td>${said.map(escaped).join('<br><span class="dim">')}${row.why === undefined ? "" : "</span>"}</td>`,
    `<td class="number">${number(row.value)} ${escaped(row.unit)}</td>`,
    `<td>${escaped(peer)}</td><td class="number">${row.ratio === null ? "" : `× ${row.ratio}`}</td>`,
    `<td>${escaped(row.target ?? "")}</td>${verdict(row)}`,
    "</tr>",
  ].join("");
}

function plotHtml(plot: Plot): string {
  const key = plot.lines.map(
    ({ name }, index) => `<span><i class="line-${index % 5}"></i>${escaped(name)}</span>`,
  );
  return `<figure>${plotSvg(plot)}<figcaption>${escaped(`${plot.id}: ${plot.title}`)}<div class="key">${key.join("")}</div></figcaption></figure>`;
}

function machineHtml(machine: Machine): string {
  const { cpu, cores, memoryMb, kernel, node, pinned, scheduling, stealPercent } = machine;
  const load = `load ${machine.loadBefore} before, ${machine.loadAfter} after; steal ${stealPercent} %`;
  const idle = `idle loop late p50 ${machine.idleLoopP50Ms} ms, p99 ${machine.idleLoopP99Ms} ms`;
  const what = `${cpu}, ${cores} cores, ${memoryMb} MB, Linux ${kernel}, Node ${node}`;
  return `<p class="machine">${escaped(
    `${what}, ${pinned ? "pinned" : "not pinned"}, scheduling ${scheduling}; ${load}; ${idle}; took ${machine.seconds} s`,
  )}</p>`;
}

function sectionHtml({ name, report, why }: NamedReport): string {
  const title = `<h2 id="${escaped(name)}">${escaped(name)}</h2>`;
  if (report === null)
    return `${title}<p class="missed">not measured: ${escaped(why ?? "it ended early")}</p>`;
  const head = ["id", "case", "what", "value", "peer", "ratio", "target", ""];
  const notes = [...new Set(report.rows.flatMap(({ note }) => (note === undefined ? [] : [note])))];
  const plots = report.plots ?? [];
  return [
    title,
    `<div class="wide"><table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join("")}</tr></thead>`,
    `<tbody>${report.rows.map(rowHtml).join("\n")}</tbody></table></div>`,
    notes.length === 0 ? "" : `<ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul>`,
    plots.length === 0 ? "" : `<div class="plots">${plots.map(plotHtml).join("\n")}</div>`,
    machineHtml(report.machine),
  ].join("\n");
}

function summaryHtml(reports: readonly NamedReport[]): string {
  const rows = reports.flatMap(({ report }) => report?.rows ?? []);
  const lines = targetsTable(rows).map(({ id, what, met, missed, unjudged }) => {
    const said = [
      met.length === 0 ? "" : `<span class="met">met: ${escaped(met.join(", "))}</span>`,
      missed.length === 0 ? "" : `<span class="missed">missed: ${escaped(missed.join(", "))}</span>`,
      unjudged.length === 0 ? "" : `<span class="dim">not judged: ${escaped(unjudged.join(", "))}</span>`,
    ].filter((each) => each !== "");
    const all = said.length === 0 ? '<span class="dim">not measured in this run</span>' : said.join("<br>");
    return `<tr><td>${id}</td><td>${escaped(what)}</td><td>${all}</td></tr>`;
  });
  return `<div class="wide"><table><thead><tr><th>target</th><th>what</th><th>this run</th></tr></thead><tbody>${lines.join("\n")}</tbody></table></div>`;
}

/**
 * A page for people, one file that needs nothing else: each target and what this run says of it, then every benchmark
 * with its rows, its plots and the machine it ran on.
 * @param title with the date: a page is kept beside others
 */
export function reportHtml(title: string, reports: readonly NamedReport[]): string {
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    summaryHtml(reports),
    ...reports.map(sectionHtml),
    "</body></html>\n",
  ].join("\n");
}
