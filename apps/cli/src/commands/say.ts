import { routes } from "@dalaba/api";
import type { Command } from "commander";
import { cliFailure } from "../cli-failure";
import { bodyOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { decimal, whole } from "../options";
import type { SoundOptions } from "../sound/broadcast";
import { playParts, SPEAKING_MS } from "../sound/from-controller";
import { sounding } from "../sound/sounding";
import { newUserFile } from "../user-file";

interface SayOptions extends SoundOptions {
  readonly language?: string;
  readonly voice?: string;
  readonly times: number;
  readonly between: number;
  readonly out?: string;
}

export function addSay(program: Command): void {
  const say = sounding(program.command("say"))
    .description("have a text spoken by a machine, with a receipt from each speaker")
    .argument("<text>", "what is said; - reads it from stdin")
    .option("--language <tag>", "zh-CN, yue, en ...; by the script of the text unless named")
    .option("--voice <name>", "one of the engine's voices")
    .option("--times <n>", "say it so often", whole(1, 100), 1)
    .option("--between <seconds>", "silence between two times", decimal(0, 600), 1)
    .option("--out <file>", "only listen: into a new Ogg Opus file, and no speaker says it")
    .option("--priority <n>", "0 to your highest; 40 unless named", whole(0, 100))
    .action((text: string, options: SayOptions, command: Command) =>
      run(command, (context) => speakText(context, text, options)),
    );
  examples(
    say,
    "dalaba say --to all '今天下午2点到5点停水，请提前储水。'",
    "dalaba say --to zone:river --chime two-tone --times 2 '水位上涨3.5米，请勿靠近河边。'",
    "dalaba say --to site:heping --language yue '今日停水' --json",
    "dalaba say --out preview.opus '大涌口今日停水'",
  );
}

async function speakText(context: Context, text: string, options: SayOptions): Promise<ExitCode> {
  const said = text === "-" ? await stdinText() : text;
  if (said.trim() === "") throw cliFailure("usage", "there is no text to say", { next: "dalaba say --help" });
  const { language, voice, times, between } = options;
  const part = {
    say: said.trim(),
    ...(language === undefined ? {} : { language }),
    ...(voice === undefined ? {} : { voice }),
  };
  if (options.out !== undefined) return preview(context, part, options.out);
  return playParts(context, { parts: [part], times, between }, options);
}

/** What it would sound like, and how it is read. */
async function preview(
  context: Context,
  body: { readonly say: string; readonly language?: string; readonly voice?: string },
  out: string,
): Promise<ExitCode> {
  const connection = await context.connect();
  let reading = "";
  const file = await newUserFile(out, async (handle) => {
    const options = { extraMs: SPEAKING_MS };
    const response = await connection.open(routes.speech.previewSpeech, { body }, options);
    reading = decodeURIComponent(response.headers.get("x-reading") ?? "");
    for await (const part of bodyOf(response, connection.url)) await handle.write(part);
  });
  context.out.result({ file, reading }, `${file}\n${reading}`);
  return EXIT.ok;
}

async function stdinText(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}
