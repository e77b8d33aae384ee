import {
  type BroadcastReply,
  type BroadcastSpeakerReply,
  routes,
  type SpeakerDetailReply,
} from "@dalaba/api";
import type { Command } from "commander";
import { summaryLines } from "../broadcast-result";
import { colours } from "../colours";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { speakerId } from "../find";
import { table } from "../table";
import { age, lasting, when } from "../times";

const BROADCAST_ID = /^[0-9a-f]{16}$/;

export function addShow(program: Command): void {
  const show = program
    .command("show")
    .description("one speaker, or one broadcast with what each speaker did and why")
    .argument("<id>", "speaker id or unique name, or broadcast id")
    .option("--all", "of a broadcast: those that played it, too")
    .action((id: string, options: { all?: boolean }, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        return BROADCAST_ID.test(id)
          ? broadcast(context, connection, id, options.all === true)
          : speaker(context, connection, await speakerId(connection, id));
      }),
    );
  examples(show, "dalaba show hl-dongcun-01", "dalaba show 东村1号", "dalaba show 5b0c61d3a9f2e874 --json");
}

async function speaker(context: Context, connection: Connection, id: string): Promise<ExitCode> {
  const found = await connection.call(routes.speakers.showSpeaker, { params: { id } });
  context.out.result(found, () => speakerText(found));
  return EXIT.ok;
}

function speakerText(it: SpeakerDetailReply): string {
  const state = it.online ? colours.green("● online") : colours.red("✕ offline");
  const seen = it.lastSeen === null ? "never seen" : `seen ${age(it.lastSeen, Date.now())} ago`;
  const { sync, clockErrorUs } = it.telemetry ?? {};
  return [
    `${colours.bold(it.name)}  ${it.id}  ${state}  ${seen}`,
    `site ${it.site}   zones ${it.zones.join(" ") || "-"}   at ${it.lat.toFixed(6)},${it.lon.toFixed(6)}`,
    `level ${it.levelDb} dB   delay class ${it.delayClass}   audible ${it.audibleMetres} m`,
    it.sounding.length > 0 ? colours.yellow(`sounding ${it.sounding.join(" ")}`) : "silent",
    ...(sync === undefined
      ? []
      : [`clock ${sync}, known to ${clockErrorUs ?? "?"} µs, said ${when(it.telemetryAtMs)}`]),
    ...(it.disabled ? [colours.red(`disabled; let it in again: dalaba speaker enable ${it.id}`)] : []),
    ...(it.credentialsVersion === 0
      ? [`it cannot join yet: dalaba speaker rotate ${it.id} --out FILE.jsonl`]
      : []),
  ].join("\n");
}

async function broadcast(
  context: Context,
  connection: Connection,
  id: string,
  all: boolean,
): Promise<ExitCode> {
  const found = await connection.call(routes.broadcasts.showBroadcast, { params: { id } });
  const { items } = await connection.call(routes.broadcasts.listBroadcastSpeakers, { params: { id } });
  context.out.result({ ...found, speakers: items }, () => broadcastText(found, items, all));
  return EXIT.ok;
}

function broadcastText(it: BroadcastReply, rows: readonly BroadcastSpeakerReply[], all: boolean): string {
  const shown = all ? rows : rows.filter(({ verdict }) => verdict !== "played");
  const left = rows.length - shown.length;
  return [
    `${colours.bold(it.kind)} ${it.id} by ${it.actor.name}${it.room === null ? "" : ` in ${it.room}`}, priority ${it.priority}, to ${it.to}`,
    `${when(it.startedAtMs)}, ${it.endedAtMs === null ? "on air" : `${lasting(it.durationMs)}, ended: ${it.endedBecause}`}${it.why === null ? "" : `; because: ${it.why}`}`,
    ...(shown.length > 0 ? [speakersTable(shown)] : []),
    ...(left > 0 ? [colours.dim(`${left} that played it are not listed; --all lists them`)] : []),
    ...(it.result === null ? ["the receipts are still coming in"] : summaryLines(it.result)),
    ...(it.recorded ? [colours.dim(`hear it: dalaba recording ${it.id} --out ${it.id}.opus`)] : []),
  ].join("\n");
}

const VERDICTS = {
  played: () => colours.green("played"),
  partial: () => colours.yellow("partial"),
  failed: () => colours.red("failed"),
};

function speakersTable(rows: readonly BroadcastSpeakerReply[]): string {
  return table(
    ["result", "speaker", "reason", "frames", "concealed", "late", "missing", "ended"],
    rows.map((each) => [
      each.verdict === null ? "waiting" : VERDICTS[each.verdict](),
      each.speaker,
      each.reason ?? "",
      `${each.played ?? "-"}/${each.expected ?? "-"}`,
      each.concealed ?? "-",
      each.late ?? "-",
      each.missing ?? "-",
      each.endedBecause ?? "",
    ]),
    "",
  );
}
