import { finite, median, percentile } from "../measure/statistics";
import type { Figure } from "../report/row";
import type { HeardTalk } from "../talk/one-talk";
import { inTimeFigure } from "../talk/talk-rows";

export interface Storm {
  readonly sent: number;
  /** Answered as taken. */
  readonly taken: number;
  readonly stored: number;
  /** From the first to the last answer. */
  readonly perSecond: number;
}

export interface SeenEvents {
  readonly soundMs: readonly number[];
  readonly screenMs: readonly number[];
  readonly calm: readonly HeardTalk[];
  readonly busy: readonly HeardTalk[];
  readonly speakers: number;
  readonly storm: Storm;
}

const SOUNDING_MS = 500;
const SCREEN_MS = 300;

export function eventFigures({ soundMs, screenMs, calm, busy, speakers, storm }: SeenEvents): Figure[] {
  const firsts = (talks: readonly HeardTalk[]): number[] => talks.flatMap(({ firstMs }) => firstMs);
  const calmP99 = finite(percentile(firsts(calm), 99));
  const raining = `${storm.sent} events, ${storm.perSecond.toFixed(0)} a second`;
  return [
    {
      ...{ id: "P6", case: `${soundMs.length} events`, unit: "ms" },
      what: `event sent → the last of its speakers sounds, p95; median ${median(soundMs).toFixed(0)} ms`,
      value: finite(percentile(soundMs, 95)),
      limit: { of: "value", at: "most", limit: SOUNDING_MS },
      note: "P6: signed webhook, a link, a second of stored sound; true clock of the simulator, one machine",
      values: soundMs,
    },
    {
      ...{ id: "events.screen", case: `${screenMs.length} help calls`, unit: "ms" },
      what: `event sent → a console's feed tells of the incident, p95; median ${median(screenMs).toFixed(1)} ms`,
      value: finite(percentile(screenMs, 95)),
      limit: { of: "value", at: "most", limit: SCREEN_MS },
      note: "events.screen: without the browser's own drawing",
      values: screenMs,
    },
    {
      ...{ id: "events.lost", case: raining, unit: "events" },
      what: `sent and not in the store; ${storm.sent - storm.taken} were not answered as taken`,
      value: storm.sent - storm.stored,
      limit: { of: "value", at: "most", limit: 0 },
      note: "events.lost: sender, controller and 270 speakers share two cores",
    },
    inTimeFigure("P4.events", raining, busy, speakers, "events are sent from the process that speaks"),
    {
      ...{ id: "P4.events.p99", case: raining, unit: "ms", what: "key → first voiced sample, p99" },
      value: finite(percentile(firsts(busy), 99)),
      ...(calmP99 === null ? {} : { peer: "calm", peerValue: calmP99 }),
    },
  ];
}
