import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HEAR_SECONDS_MAX, routes } from "@dalaba/api";
import type { Command } from "commander";
import { cliFailure } from "../cli-failure";
import { bodyOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { decimal, type LatLon, latLon } from "../options";
import { table } from "../table";
import { newUserFile } from "../user-file";

const SECONDS = 10;
/** A recorded broadcast is rendered in less, s. */
const RENDERING_S = 30;

interface HearOptions {
  readonly at: LatLon;
  readonly seconds?: number;
  readonly broadcast?: string;
  readonly out?: string;
}

export function addHear(program: Command): void {
  const hear = program
    .command("hear")
    .description("stand anywhere: what a person there hears of the simulated town")
    .requiredOption("--at <lat,lon>", "WGS-84 degrees", latLon)
    .option(
      "--seconds <n>",
      `from now on, 1 to ${HEAR_SECONDS_MAX}; ${SECONDS} unless named`,
      decimal(1, HEAR_SECONDS_MAX),
    )
    .option("--broadcast <id>", "one that has sounded, if the simulator recorded it")
    .option("--out <file>", "a new WAV file; without it the sound is played (aplay)")
    .action((options: HearOptions, command: Command) => run(command, (context) => listen(context, options)));
  examples(
    hear,
    "dalaba hear --at 23.0312,113.4872",
    "dalaba hear --at 23.0312,113.4872 --seconds 20 --out square.wav",
    "dalaba hear --at 23.0312,113.4872 --broadcast 5b0c61d3a9f2e874",
  );
}

async function listen(context: Context, options: HearOptions): Promise<ExitCode> {
  const { at, seconds, broadcast, out } = options;
  if (seconds !== undefined && broadcast !== undefined)
    throw cliFailure("usage", "--seconds is of what comes, --broadcast of what has been", {
      next: "Give one of them.",
    });
  const connection = await context.connect();
  const { arrivals } = await connection.call(routes.acoustics.listHeard, { query: at });
  const lasts = broadcast === undefined ? (seconds ?? SECONDS) : 0;
  const query = { ...at, ...(broadcast === undefined ? { seconds: lasts } : { broadcast }) };
  let recorded = 0;
  const file = await newUserFile(out ?? temporaryFile(), async (handle) => {
    if (broadcast === undefined) context.out.status(`listening for ${lasts} s ...`);
    const extraMs = (lasts + RENDERING_S) * 1000;
    const options = { extraMs, signal: context.interrupts.signal };
    const response = await connection.open(routes.acoustics.hear, { query }, options);
    recorded = Number(response.headers.get("x-speakers-heard") ?? 0);
    for await (const chunk of bodyOf(response, connection.url)) await handle.write(chunk);
  });
  const played = out === undefined && (await play(file));
  context.out.result(
    { at, ...(broadcast ? { broadcast } : {}), file, played, recorded, heard: arrivals },
    () =>
      [
        table(
          ["speaker", "name", "metres", "after", "dB"],
          arrivals.map((each) => [
            ...[each.speaker, each.name, Math.round(each.metres)],
            ...[`${Math.round(each.travelMs)} ms`, Math.round(each.levelDb)],
          ]),
          "no speaker is heard there; the noise of the place alone",
        ),
        `${recorded} of ${arrivals.length} speakers were recorded`,
        played ? `played; it is kept in ${file}` : file,
      ].join("\n"),
  );
  return EXIT.ok;
}

function temporaryFile(): string {
  return join(tmpdir(), `dalaba-hear-${randomBytes(4).toString("hex")}.wav`);
}

/** False where there is no aplay, or nothing that it could play on. */
function play(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const player = spawn("aplay", ["-q", file], { stdio: "ignore" });
    process.once("exit", () => void player.kill("SIGTERM"));
    player.once("error", () => resolve(false));
    player.once("close", (code) => resolve(code === 0));
  });
}
