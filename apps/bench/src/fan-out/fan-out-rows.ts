import { median } from "../measure/statistics";
import type { Figure } from "../report/row";
import type { RunResult } from "./run-once";

/** A generator over this share of its core distorts what it measures (targets.md, P2). */
export const GENERATOR_LIMIT = 0.8;
/** Fewer deliveries than this share: the broker did not do the work that is being priced. */
const DELIVERED_LEAST = 0.99;

/** What was measured of one broker in one case. */
export interface Measured {
  readonly key: string;
  readonly name: string;
  readonly runs: readonly RunResult[];
  /** Why there are no runs. */
  readonly missing?: string;
}

interface Comparison {
  readonly key: string;
  /** At most this ratio; left out: reported beside the others. */
  readonly limit?: number;
  readonly note: string;
}

/** P1 of targets.md: the ratio to mosquitto tightens where mosquitto falls behind raw writes. */
function comparisons(receivers: number): readonly Comparison[] {
  return [
    {
      key: "mosquitto",
      limit: receivers >= 1000 ? 0.85 : 1.0,
      note: "mosquitto and aedes are fed by one MQTT client from outside; the embedded broker's message is made in its own process, as air makes it",
    },
    {
      key: "aedes",
      limit: 0.5,
      note: "stock aedes with TCP_NODELAY, a message to the same subscribers",
    },
    {
      key: "aedes-in-process",
      note: "the fair twin: aedes.publish called inside the broker's own process",
    },
  ];
}

function unusable(measured: Measured): string | undefined {
  if (measured.missing !== undefined) return measured.missing;
  const { runs, name } = measured;
  if (runs.some((run) => run.generatorLoad > GENERATOR_LIMIT))
    return `generator-bound: the receivers used over ${GENERATOR_LIMIT * 100} % of their core with ${name}`;
  const least = Math.min(...runs.map((run) => run.deliveries / run.expected));
  if (!(least >= DELIVERED_LEAST))
    return `${name} delivered ${(100 * least).toFixed(1)} % of what was published in one run`;
  return undefined;
}

const micros = (runs: readonly RunResult[]): number[] => runs.map((run) => run.microsPerDelivery);
const medianOf = (values: readonly number[]): number | null => (values.length === 0 ? null : median(values));

/** The rows of one case, from the runs of every broker; ours is the first. */
export function fanOutFigures(receivers: number, perSecond: number, measured: readonly Measured[]): Figure[] {
  const ours = measured.find(({ key }) => key === "embedded");
  if (ours === undefined) throw new Error("the embedded broker was not measured");
  const where = `${receivers} x ${perSecond}/s`;
  const figures: Figure[] = [];
  for (const { key, limit, note } of comparisons(receivers)) {
    const peer = measured.find((each) => each.key === key);
    if (peer === undefined) continue;
    const broken = unusable(ours) ?? unusable(peer);
    figures.push({
      id: `P1.${receivers}.${key}`,
      case: where,
      what: "CPU per delivery, plain TCP",
      unit: "µs",
      value: medianOf(micros(ours.runs)),
      values: micros(ours.runs),
      peer: peer.name,
      peerValue: medianOf(micros(peer.runs)),
      peerValues: micros(peer.runs),
      note,
      ...(limit === undefined ? {} : { limit: { of: "ratio", at: "most", limit } as const }),
      ...(broken === undefined ? {} : { void: broken }),
    });
  }
  for (const each of measured) {
    const least = each.runs.length === 0 ? null : Math.max(...each.runs.map((run) => run.generatorLoad));
    figures.push({
      id: `P1.${receivers}.rss.${each.key}`,
      case: where,
      what: `memory of ${each.name}; receivers' core at most ${least === null ? "-" : Math.round(least * 100)} %`,
      unit: "MB",
      value: medianOf(each.runs.map((run) => run.rssMb)),
      ...(each.missing === undefined ? {} : { void: each.missing }),
    });
  }
  return figures;
}
