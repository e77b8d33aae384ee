import { type RetentionReply, routes } from "@dalaba/api";
import type { Command } from "commander";
import { colours } from "../colours";
import { run } from "../context";
import { examples } from "../examples";
import { EXIT } from "../exit-code";
import { table } from "../table";
import { when } from "../times";

export function addRetention(program: Command): void {
  const retention = program
    .command("retention")
    .description("what is kept on the disk, for how long, and what the next sweep deletes")
    .option("--sweep", "delete it now; without it nothing is changed")
    .action(({ sweep }: { sweep?: boolean }, command: Command) =>
      run(command, async (context) => {
        const client = await context.connect();
        const route = sweep === true ? routes.retention.sweep : routes.retention.showRetention;
        const told = await client.call(route);
        context.out.result(told, () => retentionText(told, sweep === true));
        return EXIT.ok;
      }),
    );
  examples(retention, "dalaba retention", "dalaba retention --sweep", "dalaba retention --json | jq .goes");
}

function retentionText(told: RetentionReply, swept: boolean): string {
  const { disk, storeBytes, recordings, clips, receipts, goes, held } = told;
  const files = (name: string, of: typeof goes.clips, keeps: string, going: typeof goes.clips) => [
    name,
    String(of.count),
    size(of.bytes),
    of.oldestMs === null ? "-" : when(of.oldestMs),
    keeps,
    going.count === 0 ? "-" : `${going.count} (${size(going.bytes)})`,
  ];
  const rows = [
    files("recordings", recordings, `${recordings.keepDays} days`, goes.recordings),
    files("clips", clips, `${clips.keepDeletedDays} days after they are deleted`, goes.clips),
    [
      ...["receipts", "-", "-", "-", `${receipts.keepDays} days, then the counted result`],
      goes.receipts.broadcasts === 0 ? "-" : `of ${goes.receipts.broadcasts} broadcasts`,
    ],
  ];
  return [
    ...(disk === null ? [] : [diskText(disk)]),
    table(["what", "there", "size", "oldest", "kept", swept ? "went" : "goes"], rows, ""),
    `the store takes ${size(storeBytes)}; the audit is kept for good`,
    ...(held === 0 ? [] : [`${held} recordings are past their time and kept: something open needs them`]),
  ].join("\n");
}

function diskText({ usedShare, freeBytes, level }: NonNullable<RetentionReply["disk"]>): string {
  const text = `disk ${Math.floor(usedShare * 100)} % used, ${size(freeBytes)} free`;
  if (level === "fine") return text;
  return level === "low"
    ? colours.yellow(`${text}: low`)
    : colours.red(`${text}: full, so nothing is recorded; talks go on`);
}

function size(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  let value = bytes;
  for (; value >= 1024 && at < units.length - 1; at++) value /= 1024;
  return `${at === 0 ? value : value.toFixed(1)} ${units[at]}`;
}
