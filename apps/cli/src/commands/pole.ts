import { type InputOf, routes } from "@dalaba/api";
import type { Command } from "commander";
import { RECEIPTS_S } from "../broadcast-result";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { speakerId } from "../find";
import { whole } from "../options";
import { broadcast } from "../sound/broadcast";
import { toneSource } from "../source/tone-source";

/** How long a speaker that is online may take to act by a new cfg, ms; it takes some ten. */
const TAKEN_MS = 5_000;
const ASK_EVERY_MS = 100;

type Tuning = InputOf<typeof routes.speakers.tuneSpeaker>["body"];

/** What a technician does at the pole: does it sound, how loud, not now, and not before its neighbours. */
export function addPole(program: Command): void {
  const tone = program
    .command("tone")
    .description("does it sound: a test tone, and the speaker's own word for it")
    .argument("<speaker>", "id or unique name")
    .option("--seconds <n>", "1 to 10", whole(1, 10), 3)
    .action((text: string, { seconds }: { seconds: number }, command: Command) =>
      run(command, (context) => sound(context, text, seconds)),
    );
  examples(tone, "dalaba tone hl-dongcun-01", "dalaba tone 东村1号 --seconds 10 --json");
  addNumber(program, {
    ...{ name: "level", does: "how loud it is, dB below its maximum; emergencies do not ask" },
    ...{ argument: "[dB]", least: -60, most: 0, example: -6, body: (levelDb) => ({ levelDb }) },
  });
  for (const [name, muted, does] of [
    ["mute", true, "silent from now on, but for emergencies"],
    ["unmute", false, "lets it sound again"],
  ] as const) {
    const act = program
      .command(name)
      .description(does)
      .argument("<speaker>", "id or unique name")
      .action((text: string, _options: unknown, command: Command) =>
        run(command, (context) => tune(context, text, { muted })),
      );
    examples(act, `dalaba ${name} hl-dongcun-01`, `dalaba ${name} 东村1号 --json`);
  }
  addNumber(program, {
    ...{ name: "trim", does: "has it sound later than the others, by a measured difference of its own" },
    ...{ argument: "[ms]", least: -50, most: 500, example: 12, body: (trimMs) => ({ trimMs }) },
  });
}

interface NumberCommand {
  readonly name: string;
  readonly does: string;
  readonly argument: string;
  readonly least: number;
  readonly most: number;
  readonly example: number;
  readonly body: (value: number) => Tuning;
}

/** Sets a number of a speaker, or tells it. */
function addNumber(
  program: Command,
  { name, does, argument, least, most, example, body }: NumberCommand,
): void {
  const command = program
    .command(name)
    .description(does)
    .argument("<speaker>", "id or unique name")
    .argument(argument, `${least} to ${most}; left out: what it is now`, whole(least, most))
    // A number below 0 looks like an option.
    .allowUnknownOption()
    .action((text: string, value: number | undefined, _options: unknown, self: Command) =>
      run(self, (context) => tune(context, text, value === undefined ? undefined : body(value))),
    );
  examples(command, `dalaba ${name} hl-dongcun-01`, `dalaba ${name} hl-dongcun-01 ${example}`);
}

async function sound(context: Context, text: string, seconds: number): Promise<ExitCode> {
  const id = await speakerId(await context.connect(), text);
  return broadcast(
    context,
    "play",
    {
      ...{ to: [`speaker:${id}`], test: true, chime: "none", night: "no", gain: 0, wait: 0 },
      receipts: RECEIPTS_S,
    },
    async () => toneSource(seconds),
  );
}

/** Sets it, and says whether the speaker acts by it already: that is its own word, not ours. */
async function tune(context: Context, text: string, body: Tuning | undefined): Promise<ExitCode> {
  const connection = await context.connect();
  const id = await speakerId(connection, text);
  const params = { id };
  if (body === undefined) {
    const { levelDb, muted, trimMs } = await connection.call(routes.speakers.showSpeaker, { params });
    context.out.result({ speaker: id, levelDb, muted, trimMs }, told({ levelDb, muted, trimMs }));
    return EXIT.ok;
  }
  const startMs = performance.now();
  const tuned = await connection.call(routes.speakers.tuneSpeaker, { params, body });
  const { levelDb, muted, trimMs, cfgVersion, online } = tuned;
  const taken = online && (await takes(connection, id, cfgVersion, startMs + TAKEN_MS));
  const afterMs = Math.round(performance.now() - startMs);
  const when = taken
    ? `${id} acts by it, after ${afterMs} ms`
    : online
      ? `${id} has not said that it has it; dalaba show ${id} tells`
      : `${id} is offline: it acts by it when it is back`;
  context.out.result(
    { speaker: id, levelDb, muted, trimMs, taken },
    `${told({ levelDb, muted, trimMs })}\n${when}`,
  );
  return EXIT.ok;
}

interface Told {
  readonly levelDb: number;
  readonly muted: boolean;
  readonly trimMs: number;
}

function told({ levelDb, muted, trimMs }: Told): string {
  return `level ${levelDb} dB, ${muted ? "muted" : "not muted"}, trim ${trimMs} ms`;
}

/** Whether its own status names that document, or a newer one. */
async function takes(connection: Connection, id: string, version: number, untilMs: number): Promise<boolean> {
  for (;;) {
    const { status } = await connection.call(routes.speakers.showSpeaker, { params: { id } });
    if (Number(status?.cfgVersion ?? 0) >= version) return true;
    if (performance.now() >= untilMs) return false;
    await new Promise((done) => setTimeout(done, ASK_EVERY_MS));
  }
}
