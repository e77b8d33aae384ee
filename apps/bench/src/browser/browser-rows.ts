import { countAtMost, finite, median, percentile } from "../measure/statistics";
import type { Figure, Limit } from "../report/row";
import { inTimeFigure } from "../talk/talk-rows";
import type { ConsoleTalks, HeardClicks } from "./console-talks";
import type { PageHops } from "./page-tap";

const atMost = (limit: number): Limit => ({ of: "value", at: "most", limit });

/** Targets of targets.md and of the console, as they stand there. */
export const TARGETS = {
  mouthToEarP95Ms: 150,
  silenceP95Ms: 300,
  firstViewMs: 1_500,
} as const;

/** Where fewer of the clicks are found again, what the others took says nothing of a talk. */
const FOUND_PERCENT = 90;
/** Where more had fallen silent before the release, their frames being lost, no silence can be timed from it. */
const SILENT_BEFORE_PERCENT = 5;
/** A sample waits until its frame is whole, or until it is its turn within the frame to sound: together a frame, ms. */
const FRAME_MS = 20;

const errorText = (clocks: readonly { readonly errorUs: number }[]): string =>
  `${(Math.max(...clocks.map(({ errorUs }) => errorUs)) / 1000).toFixed(2)} ms`;

const HOPS = [
  ["captureMs", "capture", "a frame's last sample → the page has it"],
  ["chainMs", "chain", "high-pass, gain and limiter, their look-ahead of 4 ms not in it"],
  ["encodeMs", "encode", "frame handed to the encoder → packet"],
  ["uplinkMs", "uplink", "half the way to air and back, once a talk"],
] as const satisfies readonly (readonly [keyof PageHops, string, string])[];

/** P3: the way whole, and its hops where they can be known. */
export function clickFigures(talks: readonly HeardClicks[], speakers: number): Figure[] {
  const all = talks.flatMap(({ latencyMs }) => latencyMs);
  const said = talks.reduce((sum, each) => sum + each.said, 0);
  const unheard = talks.reduce((sum, each) => sum + each.unheard, 0);
  const where = `${speakers} speakers on air`;
  const few = said === 0 || (100 * (said - unheard)) / said < FOUND_PERCENT;
  const lost = few ? { void: `only ${said - unheard} of ${said} clicks were found at the ears` } : {};
  const whole = (p: 50 | 95 | 99): Figure => ({
    id: p === 95 ? "P3" : `P3.p${p}`,
    case: where,
    what: `click in the microphone → click out of the speaker, p${p}`,
    unit: "ms",
    value: finite(percentile(all, p)),
    // A talk is what keeps its time, so each stands for itself.
    ...(p === 50
      ? { values: talks.map(({ latencyMs }) => percentile(latencyMs, 50)).filter(Number.isFinite) }
      : {}),
    ...lost,
  });
  const hops = talks.flatMap(({ hops: each }) => (each === null ? [] : [each]));
  const middles = HOPS.map(([member]) => middleOf(hops, member, "p50"));
  const sum = middles.reduce<number | null>(
    (all50, each) => (all50 === null || each === null ? null : all50 + each),
    0,
  );
  const middle = percentile(all, 50);
  const sentMs = talks.flatMap(({ sentAfterMs }) => sentAfterMs.map((ms) => ms - FRAME_MS));
  return [
    {
      ...whole(95),
      limit: atMost(TARGETS.mouthToEarP95Ms),
      note:
        `P3: ${said - unheard} of ${said} clicks found again, at the 8 speakers that decode by themselves; capture is the audio ` +
        `worklet's frame on the machine's clock (± ${errorText(talks.map(({ clock }) => clock))}); the sound card's own input ` +
        `delay, the browser's audio thread and its buffers before the worklet are not in it`,
    },
    whole(50),
    whole(99),
    ...HOPS.map(
      ([member, name, what], i): Figure => ({
        id: `P3.${name}`,
        case: "by the key itself, last minute",
        what: `${what}, p95 (p50: ${middles[i]?.toFixed(1) ?? "-"} ms)`,
        unit: "ms",
        value: middleOf(hops, member, "p95"),
      }),
    ),
    {
      id: "P3.sent",
      case: "by the bench, all frames",
      what: `a frame's last sample → the uplink's socket, p95 (p50: ${percentile(sentMs, 50).toFixed(1)} ms)`,
      unit: "ms",
      value: finite(percentile(sentMs, 95)),
    },
    {
      id: "P3.rest",
      case: "p50 less the hops above",
      what: `air, network and the wait for D; the frame's own ${FRAME_MS} ms taken off as well`,
      unit: "ms",
      value: sum === null ? null : finite(middle - sum - FRAME_MS),
      ...lost,
    },
  ];
}

function middleOf(hops: readonly PageHops[], member: keyof PageHops, part: "p50" | "p95"): number | null {
  return finite(
    median(
      hops.flatMap((each) => {
        const hop = each[member];
        return hop === null ? [] : [hop[part]];
      }),
    ),
  );
}

/** P4 and P10 from the console. */
export function consoleTalkFigures(
  { talks, clock }: ConsoleTalks,
  speakers: number,
  speech: string,
): Figure[] {
  const where = `${speakers} speakers, ${talks.length} talks`;
  const first = talks.flatMap(({ firstMs }) => firstMs);
  const silent = talks.length * speakers - first.length;
  const bad = talks.filter(({ state }) => state !== "ended").length;
  const silence = talks.flatMap(({ silenceMs }) => silenceMs);
  const before = countAtMost(silence, 0);
  const early =
    (100 * before) / silence.length > SILENT_BEFORE_PERCENT
      ? { void: `${before} of ${silence.length} had fallen silent before the release: frames were lost` }
      : {};
  return [
    inTimeFigure(
      "P4.console",
      where,
      talks,
      speakers,
      `from the key event's own time stamp (clocks ± ${errorText([clock])}): ticket, uplink and the capture of the ` +
        `first frame are in it; the microphone is armed, no chime, wakeMs 0; speech: ${speech}, without its pauses; ` +
        `${silent} of ${talks.length * speakers} speakers stayed silent, ${bad} talks did not end as they should`,
    ),
    ...[50, 95, 99, 100].map(
      (p): Figure => ({
        id: `P4.console.p${p}`,
        case: where,
        what: p === 100 ? "key → first voiced sample, the worst" : `key → first voiced sample, p${p}`,
        unit: "ms",
        value: finite(percentile(first, p)),
      }),
    ),
    {
      id: "P4.console.lost",
      case: where,
      what: "frames not played as sent, by the receipts: the median of the talks",
      unit: "frames",
      value: finite(median(talks.map(({ lostFrames }) => lostFrames))),
      values: talks.map(({ lostFrames }) => lostFrames),
    },
    {
      id: "P10.console",
      case: where,
      what: `key released → last sample, p95 over all speakers; max ${Math.round(Math.max(0, ...silence))} ms`,
      unit: "ms",
      value: finite(percentile(silence, 95)),
      limit: atMost(TARGETS.silenceP95Ms),
      ...early,
    },
  ];
}

/** How long it takes from opening the console until somebody could speak. */
export function firstViewFigures(coldMs: readonly number[], warmMs: readonly number[]): Figure[] {
  const row = (cache: "cold" | "warm", values: readonly number[]): Figure => ({
    id: `first-view.${cache}`,
    case: `localhost, ${cache} cache`,
    what: "navigation → talk key usable, the whole town chosen; signed in",
    unit: "ms",
    value: finite(median(values)),
    values,
    limit: atMost(TARGETS.firstViewMs),
    note: "first-view: the page itself chooses the town as soon as it can be chosen; the browser runs already",
  });
  return [row("cold", coldMs), row("warm", warmMs)];
}
