import type { Figure } from "../report/row";
import type { Cost } from "../talk/processes-cost";

/** One size of town, as it was measured. */
export interface Size {
  readonly speakers: number;
  readonly idle: Cost;
  /** With one talk to all. */
  readonly talk: Cost;
  readonly lostPercent: number;
  /** Null: not within a minute. */
  readonly backMs: number | null;
}

/** A size whose town never stood. */
export interface Failed {
  readonly speakers: number;
  readonly why: string;
}

/** The town of the mission, and ten times as many. */
const BASE = 270;
const GROWN = 2_700;
/** P8, ms. */
const BACK_WITHIN: Readonly<Record<number, number>> = { [BASE]: 5_000, [GROWN]: 30_000 };
/** P9: flat within. */
const FLAT = 1.2;

/** Costs by size, each beside what 270 cost; and the sizes that could not be measured, with the reason. */
export function growthFigures(sizes: readonly Size[], failed: readonly Failed[] = []): Figure[] {
  return [...measured(sizes), ...failed.map(notMeasured)];
}

function notMeasured({ speakers, why }: Failed): Figure {
  const what = "a town of this size, online";
  return { id: `P9.${speakers}`, case: `${speakers} speakers`, what, unit: "", value: null, void: why };
}

function measured(sizes: readonly Size[]): Figure[] {
  const base = sizes.find(({ speakers }) => speakers === BASE);
  return sizes.flatMap((size) => {
    const { speakers, idle, talk, lostPercent, backMs } = size;
    const about = { case: `${speakers} speakers` };
    const asked = speakers === GROWN ? { limit: { of: "ratio", at: "most", limit: FLAT } as const } : {};
    const beside = (of: (each: Size) => number) =>
      base === undefined || speakers === BASE
        ? { value: of(size) }
        : { value: of(size), peer: `${BASE} speakers`, peerValue: of(base), ...asked };
    const within = BACK_WITHIN[speakers];
    return [
      {
        ...{
          id: `P9.${speakers}.cpu`,
          what: "CPU a speaker of one talk to all, idle left out",
          unit: "% of a core",
        },
        ...about,
        ...beside(cpuOfTalk),
        note: `air and controller; idle ${idle.cpuPercent.toFixed(1)} %, talk ${talk.cpuPercent.toFixed(1)} %`,
      },
      {
        ...{
          id: `P9.${speakers}.memory`,
          what: "memory a speaker, all that air and controller hold",
          unit: "kB",
        },
        ...about,
        ...beside((each) => (each.talk.rssMb * 1024) / each.speakers),
        note: `${talk.rssMb.toFixed(0)} MB together (VmRSS)`,
      },
      { id: `P9.${speakers}.lost`, what: "frames late or missing", unit: "%", ...about, value: lostPercent },
      {
        ...{ id: `P8.${speakers}`, what: "air killed → every speaker online again", unit: "ms" },
        ...about,
        value: backMs,
        ...(backMs === null ? { void: "not within a minute" } : {}),
        ...(within === undefined ? {} : { limit: { of: "value", at: "most", limit: within } as const }),
      },
    ];
  });
}

const cpuOfTalk = ({ idle, talk, speakers }: Size): number => (talk.cpuPercent - idle.cpuPercent) / speakers;
