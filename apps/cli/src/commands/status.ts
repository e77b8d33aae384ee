import { routes, type StatusReply } from "@dalaba/api";
import type { Command } from "commander";
import { colours } from "../colours";
import { run } from "../context";
import { examples } from "../examples";
import { EXIT } from "../exit-code";
import { table } from "../table";
import { when } from "../times";

export function addStatus(program: Command): void {
  const status = program
    .command("status")
    .description("how the town does, and what is wrong")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const town = await (await context.connect()).call(routes.status.showStatus);
        context.out.result(town, () => statusText(town));
        return EXIT.ok;
      }),
    );
  examples(status, "dalaba status", "dalaba status --json | jq .ready");
  const config = program
    .command("config")
    .description("the controller's settings in force, and where each comes from")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const { items } = await (await context.connect()).call(routes.config.showConfig);
        context.out.result(items, () =>
          table(
            ["setting", "value", "from", "meaning"],
            items.map((each) => [each.name, each.value, each.origin, each.meaning]),
            "the controller told no settings; compare its version with ours: dalaba status",
          ),
        );
        return EXIT.ok;
      }),
    );
  examples(config, "dalaba config", "dalaba config --json");
}

function statusText(town: StatusReply): string {
  const { speakers, broadcasts, air, store, urls } = town;
  const disabled = speakers.disabled > 0 ? `, ${speakers.disabled} disabled` : "";
  return [
    `${town.ready ? colours.green("ready") : colours.red("not ready")}   ${speakers.online} of ${speakers.total} speakers online${disabled}   ${broadcasts.onAir} on air`,
    `since ${when(town.startedAtMs)}   version ${town.version}   store ${store.client}   air ${air.connected ? `connected (pid ${air.pid})` : colours.red("not connected")}${air.listening ? "" : colours.red(", not listening")}`,
    `${urls.http}   talk ${urls.talk}   mqtt ${urls.mqtt}   clock ${urls.clock}`,
    ...town.problems.flatMap((each) => [
      `${colours.yellow(each.code)}: ${each.detail}`,
      `  next: ${each.next}`,
    ]),
  ].join("\n");
}
