import { finite, median, percentile } from "../measure/statistics";
import type { Figure } from "../report/row";
import type { HeardTalk } from "../talk/one-talk";
import { inTimeFigure } from "../talk/talk-rows";
import type { Answered } from "./requests";

/** The same talks to a calm and to a busy controller. */
export interface Busy {
  readonly calm: readonly HeardTalk[];
  readonly busy: readonly HeardTalk[];
  readonly speakers: number;
  readonly receipts: number;
  readonly storeBytes: number;
  readonly requests: Answered;
  readonly history: Answered;
  /** How long each finished copy of the store took, ms. */
  readonly copiesMs: readonly number[];
}

const firsts = (talks: readonly HeardTalk[]): number[] => talks.flatMap(({ firstMs }) => firstMs);
const lost = (talks: readonly HeardTalk[]): number[] => talks.map(({ lostFrames }) => lostFrames);

export function busyFigures(seen: Busy): Figure[] {
  const { calm, busy, speakers, requests, history, copiesMs } = seen;
  const where = `${busy.length} talks, ${(seen.receipts / 1e6).toFixed(1)} million receipts`;
  const beside = (of: (talks: readonly HeardTalk[]) => number) => ({
    value: finite(of(busy)),
    peer: "calm",
    ...(finite(of(calm)) === null ? {} : { peerValue: of(calm) }),
  });
  const asked = (id: string, what: string, answered: Answered): Figure[] => [
    {
      id: `${id}.rate`,
      case: where,
      what: `${what}: answered; ${answered.failed} failed, ${answered.heldBack} not asked since too many waited`,
      unit: "per second",
      value: finite(answered.perSecond),
    },
    {
      id: `${id}.p99`,
      case: where,
      what: `${what}: p99; p50 ${answered.p50Ms.toFixed(1)} ms`,
      unit: "ms",
      value: finite(answered.p99Ms),
    },
  ];
  return [
    inTimeFigure(
      "P4.busy",
      where,
      busy,
      speakers,
      `the API answers, the past is read and the store (${(seen.storeBytes / 1e6).toFixed(0)} MB) is copied meanwhile; all on the same two cores`,
    ),
    {
      id: "P4.busy.p99",
      case: where,
      what: "key → first voiced sample, p99",
      unit: "ms",
      ...beside((talks) => percentile(firsts(talks), 99)),
    },
    {
      id: "P4.busy.lost",
      case: where,
      what: "frames not played as sent, by the receipts: the median of the talks",
      unit: "frames",
      ...beside((talks) => median(lost(talks))),
      values: lost(busy),
    },
    ...asked("busy.requests", "requests to the API", requests),
    ...asked("busy.history", "pages of the past", history),
    {
      id: "busy.copy",
      case: where,
      what: `VACUUM INTO: ${copiesMs.length} copies were finished; the median`,
      unit: "s",
      value: finite(median(copiesMs) / 1000),
    },
  ];
}
