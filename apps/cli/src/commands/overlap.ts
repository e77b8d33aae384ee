import { type OverlapReply, type PlanOverlapReply, routes } from "@dalaba/api";
import type { Command } from "commander";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { collect } from "../options";
import { table } from "../table";

/** Planning takes a second for some hundred speakers and several for thousands, ms. */
const PLANNING_MS = 60_000;

interface OverlapOptions {
  readonly to?: readonly string[];
}

export function addOverlap(program: Command): void {
  const overlap = program
    .command("overlap")
    .description("where people hear a second speaker late: said at once, aligned, in turn")
    .option("--to <target>", "the speakers that would be spoken to; all unless named", collect)
    .action((options: OverlapOptions, command: Command) =>
      run(command, (context) => plans(context, options)),
    );
  examples(
    overlap,
    "dalaba overlap",
    "dalaba overlap --to site:dongcun",
    "dalaba overlap --json | jq '.aligned.delays'",
  );
}

async function plans(context: Context, options: OverlapOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const to = [...(options.to ?? ["all"])];
  const plan = await connection.call(routes.acoustics.planOverlap, { body: { to } }, PLANNING_MS);
  context.out.result(plan, () => overlapText(plan));
  return EXIT.ok;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function overlapText(plan: OverlapReply): string {
  const { plain, aligned, staggered } = plan;
  const groups = staggered.groups.length;
  const pausesS = (Math.max(0, groups - 1) * staggered.pauseMs) / 1000;
  const row = (name: string, of: PlanOverlapReply, takes: string) => [
    name,
    `${of.late} of ${of.heard}`,
    percent(of.share),
    percent(of.weightedShare),
    takes,
  ];
  const rows = [
    row("plain", plain, "-"),
    row("aligned", aligned, `${aligned.delays.length} speakers wait, ${aligned.maxDelayMs} ms at most`),
    row("staggered", staggered, `${groups} groups in turn: ${groups} x the speech + ${pausesS} s`),
  ];
  return [
    table(["plan", "late at", "share", "weighted", "takes"], rows, ""),
    `${plan.speakers} speakers, ${plan.points} listening points, ${plan.points - plain.heard} of them without sound`,
    ...worstText("plain", plain),
    ...worstText("aligned", aligned),
  ].join("\n");
}

function worstText(name: string, { worst }: PlanOverlapReply): readonly string[] {
  if (worst.length === 0) return [];
  const rows = worst.map((each) => [each.name, `${Math.round(each.spreadMs)} ms`, each.first, each.last]);
  return ["", table([`worst, ${name}`, "late by", "first", "last"], rows, "")];
}
