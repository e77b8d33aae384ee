import { type LexiconReply, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { cliFailure } from "../cli-failure";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { table } from "../table";

type Language = keyof LexiconReply;
interface LanguageOption {
  readonly language: Language;
}

const language = (): Option =>
  new Option("--language <tag>", "zh: numbered pinyin; yue: Jyutping").choices(["zh", "yue"]).default("zh");

export function addLexicon(program: Command): void {
  const group = program
    .command("lexicon")
    .description("how say reads the town's own words: place names, above all");
  const ls = group
    .command("ls")
    .description("the words that are read otherwise than the dictionary says")
    .action((_: unknown, command: Command) => run(command, list));
  examples(ls, "dalaba lexicon ls");
  const set = group
    .command("set")
    .description("read a word like this from now on")
    .argument("<word>")
    .argument("<reading>", "a syllable a character: 'da4 chong1 kou3'")
    .addOption(language())
    .action((word: string, reading: string, options: LanguageOption, command: Command) =>
      run(command, (context) => change(context, options.language, word, reading)),
    );
  examples(
    set,
    "dalaba lexicon set 大涌口 'da4 chong1 kou3'",
    "dalaba lexicon set 大涌口 'daai6 cung1 hau2' --language yue",
  );
  const rm = group
    .command("rm")
    .description("read it as the dictionary does again")
    .argument("<word>")
    .addOption(language())
    .action((word: string, options: LanguageOption, command: Command) =>
      run(command, (context) => change(context, options.language, word, null)),
    );
  examples(rm, "dalaba lexicon rm 大涌口");
}

async function list(context: Context): Promise<ExitCode> {
  const connection = await context.connect();
  const lexicon = await connection.call(routes.speech.showLexicon);
  context.out.result(lexicon, () => lexiconText(lexicon));
  return EXIT.ok;
}

async function change(
  context: Context,
  of: Language,
  word: string,
  reading: string | null,
): Promise<ExitCode> {
  const connection = await context.connect();
  const now = await connection.call(routes.speech.showLexicon);
  const { [word]: before, ...others } = now[of];
  if (reading === null && before === undefined)
    throw cliFailure("usage", `${word} is not in the lexicon`, { next: "dalaba lexicon ls" });
  const body = { ...now, [of]: reading === null ? others : { ...others, [word]: reading } };
  const lexicon = await connection.call(routes.speech.setLexicon, { body });
  context.out.result(lexicon, () => lexiconText(lexicon));
  return EXIT.ok;
}

function lexiconText({ zh, yue }: LexiconReply): string {
  const rows = [
    ...Object.entries(zh).map((each) => ["zh", ...each]),
    ...Object.entries(yue).map((each) => ["yue", ...each]),
  ];
  return table(
    ["language", "word", "is read"],
    rows,
    "no words yet; to add one: dalaba lexicon set WORD 'READING'",
  );
}
