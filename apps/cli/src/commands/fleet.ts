import { routes, type SpeakerReply } from "@dalaba/api";
import type { Command } from "commander";
import pc from "picocolors";
import { resultText } from "../broadcast-result";
import { type Connection, everyItem } from "../connection";
import { type Context, run } from "../context";
import { CliFailure, EXIT, type ExitCode } from "../exit-code";
import { age, table, when } from "../table";

const BROADCAST_ID = /^[0-9a-f]{16}$/;

export async function everySpeaker(
  connection: Connection,
  query: { site?: string; zone?: string } = {},
): Promise<SpeakerReply[]> {
  return everyItem((after) =>
    connection.call(routes.speakers.listSpeakers, {
      query: { ...query, limit: 500, ...(after === undefined ? {} : { after }) },
    }),
  );
}

export function addFleet(program: Command): void {
  program
    .command("ls")
    .description("speakers: who is reachable, since when, and what sounds")
    .option("--site <id>", "of this site and below")
    .option("--zone <id>", "of this zone")
    .option("--offline", "only those that are not online")
    .action((options: { site?: string; zone?: string; offline?: boolean }, command: Command) =>
      run(command, (context) => list(context, options)),
    );
  program
    .command("show")
    .description("one speaker, or one broadcast with what each speaker did")
    .argument("<id>", "speaker id or name, or broadcast id")
    .action((id: string, _options: unknown, command: Command) =>
      run(command, (context) => show(context, id)),
    );
  program
    .command("status")
    .description("how the town does, and what is wrong")
    .action((_options: unknown, command: Command) => run(command, status));
  program
    .command("config")
    .description("the settings in force and where each comes from")
    .action((_options: unknown, command: Command) =>
      run(command, async (context) => {
        const { items } = await (await context.connect()).call(routes.config.showConfig);
        context.out.result(items, () =>
          table(
            ["setting", "value", "from", "meaning"],
            items.map((each) => [each.name, each.value, each.origin, each.meaning]),
            "",
          ),
        );
        return EXIT.ok;
      }),
    );
}

async function list(
  context: Context,
  options: { site?: string; zone?: string; offline?: boolean },
): Promise<ExitCode> {
  const connection = await context.connect();
  const query = {
    ...(options.site === undefined ? {} : { site: options.site }),
    ...(options.zone === undefined ? {} : { zone: options.zone }),
  };
  const all = (await everySpeaker(connection, query)).filter((each) => !options.offline || !each.online);
  const document = all.map(({ id, name, site, zones, online, lastSeen, lat, lon, sounding }) => ({
    id,
    name,
    site,
    zones,
    online,
    lastSeen,
    lat,
    lon,
    sounding,
  }));
  context.out.result(document, () => {
    const now = Date.now();
    const rows = all.map((each) => [
      each.online ? pc.green("● online") : each.disabled ? pc.dim("○ disabled") : pc.red("✕ offline"),
      age(each.lastSeen, now),
      each.id,
      each.name,
      each.site,
      each.sounding.length > 0 ? pc.yellow(`sounding ${each.sounding.join(" ")}`) : "",
    ]);
    const online = all.filter((each) => each.online).length;
    return `${table(["state", "seen", "id", "name", "site", ""], rows, "no speakers; add one with: dalaba speaker add, or a town with: dalaba town apply FILE")}\n${online} of ${all.length} online`;
  });
  return EXIT.ok;
}

async function show(context: Context, id: string): Promise<ExitCode> {
  const connection = await context.connect();
  if (BROADCAST_ID.test(id)) return showBroadcast(context, connection, id);
  const { speakers } = await connection.call(routes.targets.resolveTargets, {
    body: { to: [id.includes(":") ? id : `speaker:${id}`] },
  });
  const first = speakers[0];
  if (first === undefined || speakers.length > 1)
    throw new CliFailure(
      "target-ambiguous",
      `${id} means ${speakers.length} speakers`,
      "dalaba ls",
      EXIT.noTarget,
    );
  const speaker = await connection.call(routes.speakers.showSpeaker, { params: { id: first.id } });
  context.out.result(speaker, () =>
    [
      `${pc.bold(speaker.name)}  ${speaker.id}  ${speaker.online ? pc.green("● online") : pc.red("✕ offline")}  seen ${age(speaker.lastSeen, Date.now())} ago`,
      `site ${speaker.site}   zones ${speaker.zones.join(" ") || "-"}   at ${speaker.lat.toFixed(6)},${speaker.lon.toFixed(6)}`,
      `level ${speaker.levelDb} dB   delay class ${speaker.delayClass}   audible ${speaker.audibleMetres} m${speaker.disabled ? pc.red("   disabled") : ""}`,
      speaker.sounding.length > 0 ? pc.yellow(`sounding ${speaker.sounding.join(" ")}`) : "silent",
      ...(speaker.telemetry === null
        ? []
        : [
            `clock ${String(speaker.telemetry.sync)} (±${String(speaker.telemetry.clockErrorUs)} µs), said ${when(speaker.telemetryAtMs)}`,
          ]),
    ].join("\n"),
  );
  return EXIT.ok;
}

async function showBroadcast(context: Context, connection: Connection, id: string): Promise<ExitCode> {
  const broadcast = await connection.call(routes.broadcasts.showBroadcast, { params: { id } });
  const { items } = await connection.call(routes.broadcasts.listBroadcastSpeakers, { params: { id } });
  context.out.result({ ...broadcast, speakers: items }, () => {
    const rows = items.map((each) => [
      each.verdict === "played"
        ? pc.green("played")
        : each.verdict === "partial"
          ? pc.yellow("partial")
          : each.verdict === null
            ? "waiting"
            : pc.red("failed"),
      each.speaker,
      each.reason ?? "",
      `${each.played ?? "-"}/${each.expected ?? "-"}`,
      each.concealed ?? "-",
      each.late ?? "-",
      each.missing ?? "-",
      each.endedBecause ?? "",
    ]);
    return [
      `${pc.bold(broadcast.kind)} ${broadcast.id} by ${broadcast.actor.name}${broadcast.room === null ? "" : ` in ${broadcast.room}`}, priority ${broadcast.priority}, to ${broadcast.to}`,
      `${when(broadcast.startedAtMs)} to ${when(broadcast.endedAtMs)}${broadcast.endedBecause === null ? "" : ` (${broadcast.endedBecause})`}${broadcast.why === null ? "" : `, because: ${broadcast.why}`}`,
      table(
        ["result", "speaker", "reason", "frames", "concealed", "late", "missing", "ended"],
        rows,
        "no speakers",
      ),
      ...(broadcast.result === null ? [] : [resultText(broadcast.result)]),
    ].join("\n");
  });
  return EXIT.ok;
}

async function status(context: Context): Promise<ExitCode> {
  const town = await (await context.connect()).call(routes.status.showStatus);
  context.out.result(town, () =>
    [
      `${town.ready ? pc.green("ready") : pc.red("not ready")}   ${town.speakers.online} of ${town.speakers.total} speakers online${town.speakers.disabled > 0 ? `, ${town.speakers.disabled} disabled` : ""}   ${town.broadcasts.onAir} on air`,
      `since ${when(town.startedAtMs)}   version ${town.version}   store ${town.store.client}   air ${town.air.connected ? `connected (pid ${town.air.pid})` : pc.red("not connected")}`,
      `${town.urls.http}   talk ${town.urls.talk}   mqtt ${town.urls.mqtt}   clock ${town.urls.clock}`,
      ...town.problems.map((each) => `${pc.yellow(each.code)}: ${each.detail}\n  next: ${each.next}`),
    ].join("\n"),
  );
  return EXIT.ok;
}
