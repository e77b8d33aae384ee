import { routes } from "@dalaba/api";
import type { Command } from "commander";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { instant, whole } from "../options";
import { table } from "../table";
import { when } from "../times";

interface AuditOptions {
  readonly limit: number;
  readonly actor?: string;
  readonly act?: string;
  readonly object?: string;
  readonly since?: number;
  readonly until?: number;
}

export function addAudit(program: Command): void {
  const audit = program
    .command("audit")
    .description("who did what, where and why, newest first; refused acts too")
    .option("--limit <n>", "1 to 500", whole(1, 500), 50)
    .option("--actor <id>", "by this operator or token")
    .option("--act <act>", "of this kind, such as talk, stop or role-set")
    .option("--object <object>", "done to this, such as speaker:hl-dongcun-01")
    .option("--since <when>", "90m, 24h, 7d (ago), or a date", instant)
    .option("--until <when>", "the same", instant)
    .action((options: AuditOptions, command: Command) => run(command, (context) => list(context, options)));
  examples(audit, "dalaba audit --since 24h", "dalaba audit --act talk --limit 500 --json");
}

async function list(context: Context, options: AuditOptions): Promise<ExitCode> {
  const { items } = await (await context.connect()).call(routes.audit.listAudit, { query: { ...options } });
  context.out.result(items, () =>
    table(
      ["at", "actor", "room", "from", "act", "object", "result", "why"],
      items.map((each) => [
        ...[when(each.atMs), each.actor, each.room ?? "-", each.address ?? "-", each.act, each.object],
        ...[each.result, each.why ?? ""],
      ]),
      "no such acts; all of them: dalaba audit",
    ),
  );
  return EXIT.ok;
}
