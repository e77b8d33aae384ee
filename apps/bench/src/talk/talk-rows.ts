import { countAtMost, finite, median, percentile } from "../measure/statistics";
import type { Figure, Limit } from "../report/row";
import type { Blocked, Disturbed, Frozen } from "./disturbed";
import type { Ending, HeardTalk } from "./one-talk";
import type { Cost } from "./processes-cost";

const atMost = (limit: number): Limit => ({ of: "value", at: "most", limit });
const atLeast = (limit: number): Limit => ({ of: "value", at: "least", limit });

/** Targets of targets.md, as they stand there. */
export const TARGETS = {
  firstSoundMs: 250,
  talksPercent: 95,
  silenceP95Ms: 300,
  killedMs: 3_500,
  idlePercent: 3,
  fourTalksPercent: 20,
  fourTalksTlsPercent: 40,
  memoryMb: 250,
  readyMs: 2_000,
  othersLaterMs: 10,
  droppedMs: 10_000,
} as const;

/** True when every speaker of the town sounded in time: one that stayed silent fails the talk. */
export function allInTime(talk: Pick<HeardTalk, "firstMs">, speakers: number): boolean {
  return countAtMost(talk.firstMs, TARGETS.firstSoundMs) === speakers;
}

/** P4 of these talks, whoever spoke them; `note` tells what their key is. */
export function inTimeFigure(
  id: string,
  where: string,
  talks: readonly Pick<HeardTalk, "firstMs">[],
  speakers: number,
  note: string,
): Figure {
  const inTime = talks.filter((talk) => allInTime(talk, speakers)).length;
  return {
    ...{ id, case: where, unit: "% of talks", note: `${id}: ${note}` },
    what: `talks in which all ${speakers} sounded within ${TARGETS.firstSoundMs} ms of the key`,
    value: talks.length === 0 ? null : (100 * inTime) / talks.length,
    limit: atLeast(TARGETS.talksPercent),
  };
}

function silenceFigure(heard: readonly HeardTalk[], ending: Ending): Figure {
  const talks = heard.filter((talk) => talk.ending === ending);
  const values = talks.flatMap(({ silenceMs }) => silenceMs);
  const what = ending === "release" ? "key released → last sample" : "STOP by API → last sample";
  return {
    id: `P10.${ending}`,
    case: `${talks.length} talks`,
    what: `${what}, p95 over all speakers; max ${Math.round(Math.max(0, ...values))} ms`,
    unit: "ms",
    value: finite(percentile(values, 95)),
    limit: atMost(TARGETS.silenceP95Ms),
  };
}

/** P4 and P10 from the talks. */
export function talkFigures(heard: readonly HeardTalk[], speakers: number, speech: string): Figure[] {
  const where = `${speakers} speakers, ${heard.length} talks`;
  const all = heard.flatMap(({ firstMs }) => firstMs);
  const silent = heard.reduce((sum, { firstMs }) => sum + speakers - firstMs.length, 0);
  const spread = (p: number): Figure => ({
    id: `P4.p${p}`,
    case: where,
    what: p === 100 ? "key → first voiced sample, the worst" : `key → first voiced sample, p${p}`,
    unit: "ms",
    value: finite(percentile(all, p)),
  });
  return [
    inTimeFigure(
      "P4",
      where,
      heard,
      speakers,
      `the key is the moment the first 20 ms frame is handed to the open uplink, so the capture of that frame is before it; ` +
        `no chime, wakeMs 0; speech: ${speech}; ${silent} of ${heard.length * speakers} speakers stayed silent`,
    ),
    ...[50, 95, 99, 100].map(spread),
    {
      id: "P4.lost",
      case: where,
      what: "frames not played as sent, by the receipts: the median of the talks",
      unit: "frames",
      value: finite(median(heard.map(({ lostFrames }) => lostFrames))),
      values: heard.map(({ lostFrames }) => lostFrames),
      note: `P4.lost: ${heard.filter(({ lostFrames }) => lostFrames === 0).length} of ${heard.length} talks lost none at any speaker; the first after the start lost ${heard[0]?.lostFrames ?? 0}`,
    },
    {
      id: "P4.sender",
      case: where,
      what: "the latest frame of a talk, as the sender handed it over: p95 of the talks",
      unit: "ms",
      value: finite(
        percentile(
          heard.map(({ senderLateMs }) => senderLateMs),
          95,
        ),
      ),
    },
    silenceFigure(heard, "release"),
    silenceFigure(heard, "stop"),
  ];
}

export function killedFigures(silenceMs: readonly number[]): Figure[] {
  return [
    {
      id: "P10.killed",
      case: `${silenceMs.length} speakers sounding`,
      what: "air killed (SIGKILL) → last sample, the longest",
      unit: "ms",
      value: silenceMs.length === 0 ? null : Math.max(...silenceMs),
      limit: atMost(TARGETS.killedMs),
    },
  ];
}

export function startFigures(firstMs: number, laterMs: readonly number[]): Figure[] {
  const what = "supervisor started → /readyz says ready";
  return [
    {
      id: "P7.start",
      case: "town known",
      what,
      unit: "ms",
      value: finite(median(laterMs)),
      values: laterMs,
      limit: atMost(TARGETS.readyMs),
    },
    {
      id: "P7.start.first",
      case: "empty data folder",
      what: `${what}; makes keys and tables`,
      unit: "ms",
      value: firstMs,
      limit: atMost(TARGETS.readyMs),
    },
  ];
}

const share = ({ airPercent, controllerPercent }: Cost): string =>
  `air ${airPercent.toFixed(1)}, controller ${controllerPercent.toFixed(1)}`;

export function costFigures(idle: Cost, four: Cost): Figure[] {
  return [
    {
      id: "P7.idle",
      case: "idle",
      what: `CPU of controller and air; ${share(idle)}`,
      unit: "% of a core",
      value: idle.cpuPercent,
      limit: atMost(TARGETS.idlePercent),
    },
    {
      id: "P7.four",
      case: "four talks, a quarter of the town each",
      what: `CPU of controller and air, plain TCP; ${share(four)}`,
      unit: "% of a core",
      value: four.cpuPercent,
      limit: atMost(TARGETS.fourTalksPercent),
    },
    {
      id: "P7.memory",
      case: "idle and after all talks, the larger",
      what: `memory of controller and air together (VmRSS); of air ${Math.round(idle.airRssMb)} idle, ${Math.round(four.airRssMb)} after`,
      unit: "MB",
      value: Math.max(idle.rssMb, four.rssMb),
      limit: atMost(TARGETS.memoryMb),
      note: `P7: the supervisor that keeps both running is not counted: ${Math.round(four.supervisorRssMb)} MB, asleep`,
    },
    {
      id: "P7.memory.shared",
      case: "idle and after all talks, the larger",
      what: "the same with shared pages shared out (PSS)",
      unit: "MB",
      value: Math.max(idle.pssMb, four.pssMb),
    },
  ];
}

/** P7 over TLS 1.3: every speaker's line, the uplink and the API. */
export function tlsFigures(four: Cost): Figure[] {
  return [
    {
      id: "P7.four.tls",
      case: "four talks, a quarter of the town each",
      what: `CPU of controller and air, TLS 1.3; ${share(four)}`,
      unit: "% of a core",
      value: four.cpuPercent,
      limit: atMost(TARGETS.fourTalksTlsPercent),
    },
    {
      id: "P7.memory.tls",
      case: "after four talks over TLS",
      what: "memory of controller and air together (VmRSS)",
      unit: "MB",
      value: four.rssMb,
    },
  ];
}

function othersFigures(id: string, where: string, seen: Disturbed, than: string): Figure[] {
  const silent = seen.silent === 0 ? undefined : `${seen.silent} of ${seen.others} others played nothing`;
  return [
    {
      id: `${id}.lost`,
      case: where,
      what: `frames the other ${seen.others} did not play as sent, by their receipts`,
      unit: "frames",
      value: seen.lostFrames,
      limit: atMost(0),
      ...(silent === undefined ? {} : { note: `${id}: ${silent}` }),
    },
    {
      id: `${id}.later`,
      case: where,
      what: `p99 of uplink → speaker's signature check, above ${than}`,
      unit: "ms",
      value: finite(seen.disturbedP99Ms - seen.undisturbedP99Ms),
      limit: atMost(TARGETS.othersLaterMs),
      note: `${id}: p99 ${seen.undisturbedP99Ms.toFixed(1)} ms undisturbed, ${seen.disturbedP99Ms.toFixed(1)} ms disturbed, at four witnesses`,
    },
  ];
}

export function frozenFigures(seen: Frozen): Figure[] {
  return [
    ...othersFigures("R1.frozen", "one speaker stopped (SIGSTOP)", seen, "the calm part of the same talk"),
    {
      id: "R1.frozen.dropped",
      case: "one speaker stopped (SIGSTOP)",
      what: seen.dropped ? "stopped → its connection is ended" : "stopped → still connected after",
      unit: "ms",
      value: seen.droppedMs,
      limit: atMost(TARGETS.droppedMs),
    },
  ];
}

export function blockedFigures(seen: Blocked, speakers: number): Figure[] {
  const where = "controller stopped (SIGSTOP) for 1 s";
  const all = seen.firstMs.flat();
  const silent = seen.firstMs.length * speakers - all.length;
  return [
    {
      id: "R1.blocked.first",
      case: where,
      what: `key pressed meanwhile → first voiced sample, the worst of ${speakers} in ${seen.firstMs.length} talks`,
      unit: "ms",
      value: all.length === 0 ? null : Math.max(...all),
      limit: atMost(TARGETS.firstSoundMs),
      ...(silent === 0 ? {} : { note: `R1.blocked: ${silent} speakers stayed silent` }),
    },
    ...othersFigures("R1.blocked", where, seen, "the same second of talks that alternate with these"),
  ];
}
