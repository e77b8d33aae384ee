import type { OverlapReply, PlanOverlapReply } from "@dalaba/api";
import { percentile } from "../measure/statistics";
import type { Figure } from "../report/row";

export type PlanName = "plain" | "aligned" | "staggered";
/** STOI at each point where somebody is heard. */
export type Understood = Readonly<Record<PlanName, readonly number[]>>;

const mean = (values: readonly number[]): number =>
  values.length === 0 ? Number.NaN : values.reduce((sum, value) => sum + value, 0) / values.length;

/** The three plans side by side; each of the other two beside plain. */
export function overlapFigures(plan: OverlapReply, understood: Understood, voice: string): Figure[] {
  const { aligned, staggered } = plan;
  const takes: Record<PlanName, string> = {
    plain: `plain: all at once; ${plan.speakers} speakers, ${plan.points} listening points; ${voice}`,
    aligned: `aligned: ${aligned.delays.length} speakers wait, ${aligned.maxDelayMs} ms at most`,
    staggered: `staggered: ${staggered.groups.length} groups in turn; STOI is of the turn of the loudest speaker`,
  };
  return (["plain", "aligned", "staggered"] as const).flatMap((name) => {
    const of: PlanOverlapReply = plan[name];
    const row = (what: string, unit: string, value: (which: PlanName) => number): Figure => ({
      ...{ id: `overlap.${name}`, case: name, what, unit, value: value(name), note: takes[name] },
      ...(name === "plain" ? {} : { peer: "plain", peerValue: value("plain") }),
    });
    return [
      row(
        `points with a second speaker ≥ 50 ms late (of ${of.heard})`,
        "%",
        (which) => 100 * plan[which].share,
      ),
      row("STOI, mean over points", "", (which) => mean(understood[which])),
      row("STOI, 5th percentile", "", (which) => percentile(understood[which], 5)),
    ];
  });
}
