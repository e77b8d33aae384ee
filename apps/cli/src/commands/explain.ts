import { type ExplanationReply, routes } from "@dalaba/api";
import type { Command } from "commander";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { speakerId } from "../find";
import { instant } from "../options";
import { when as shownTime } from "../times";

type Line = ExplanationReply["lines"][number];

export function addExplain(program: Command): void {
  const explain = program
    .command("explain")
    .description("why a speaker plays, or played, this and not that")
    .argument("<speaker>", "speaker:ID, id or unique name")
    .option(
      "--at <time>",
      "90m, 24h or 7d ago, or a date such as 2026-05-01T08:00; now unless named",
      instant,
    )
    .action((text: string, { at }: { at?: number }, command: Command) =>
      run(command, (context) => why(context, text, at)),
    );
  examples(
    explain,
    "dalaba explain speaker:hl-dongcun-01",
    "dalaba explain 东村1号 --at 2026-05-01T08:00",
    "dalaba explain hl-dongcun-01 --json | jq -r '.lines[].code'",
  );
}

async function why(context: Context, text: string, atMs: number | undefined): Promise<ExitCode> {
  const connection = await context.connect();
  const params = { id: await speakerId(connection, text) };
  const query = atMs === undefined ? {} : { atMs };
  const told = await connection.call(routes.speakers.explainSpeaker, { params, query });
  context.out.result(told, () => explanationText(told));
  return EXIT.ok;
}

function explanationText({ speaker, atMs, live, online, muted, lines }: ExplanationReply): string {
  const time = live ? "now" : `at ${shownTime(atMs)}`;
  const state = [online === false ? "offline" : "", muted ? "muted but for emergencies" : ""].filter(Boolean);
  const nothing = live ? "nothing is on air" : "nothing was on air";
  return [
    `${speaker}, ${time}${state.length > 0 ? `: ${state.join(", ")}` : ""}`,
    ...(lines.length === 0 ? [`  ${nothing}`] : lines.map((line) => `  ${lineText(line)}`)),
  ].join("\n");
}

function lineText(line: Line): string {
  const { by, kind, to, priority, broadcast } = line;
  return `${WORDS[line.code](line)}: ${by}'s ${kind} to ${to}, priority ${priority} (${broadcast})`;
}

const because = ({ why, holder }: Line): string => {
  const held = holder === null ? "" : ` by ${holder.by}'s broadcast, priority ${holder.priority}`;
  return why === "" && held === "" ? "" : ` (${why}${held})`;
};

const WORDS: Readonly<Record<Line["code"], (line: Line) => string>> = {
  sounding: () => "sounds",
  ducked: (line) => `sounds 18 dB down${because(line)}`,
  suspended: (line) => `is silent until another ends${because(line)}`,
  queued: (line) => `waits its turn${because(line)}`,
  starting: () => "was offered, and has not said that it sounds",
  refused: (line) => `does not sound${because(line)}`,
  offline: () => "does not sound (offline)",
  cut: (line) => `is sent no more${because(line)}`,
  ending: () => "is over but for its tail",
  sounded: () => "sounded",
  "sounded-in-part": (line) => `sounded in part${because(line)}`,
  "not-played": (line) => `did not sound${because(line)}`,
  "not-addressed": () => "not addressed to it",
};
