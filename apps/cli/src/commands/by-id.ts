import type { Command } from "commander";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";

interface ById {
  readonly name: string;
  /** What the id is of: `schedule`. */
  readonly of: string;
  readonly description: string;
  readonly example: string;
}

/** A command that takes one id, asks the controller for one thing, and prints what came of it. */
export function byId(
  group: Command,
  { name, of, description, example }: ById,
  ask: (connection: Connection, id: string) => Promise<{ readonly value: object; readonly text: string }>,
): Command {
  const command = group
    .command(name)
    .argument(`<${of}>`)
    .description(description)
    .action((id: string, _: unknown, command: Command) =>
      run(command, async (context) => {
        const { value, text } = await ask(await context.connect(), id);
        context.out.result(value, text);
        return EXIT.ok;
      }),
    );
  return examples(command, example);
}

/** `enable` and `disable` of a rule that is kept either way. */
export function switching(
  group: Command,
  { of, on, off }: { readonly of: string; readonly on: string; readonly off: string },
  set: (context: Context, id: string, enabled: boolean) => Promise<ExitCode>,
): void {
  for (const enabled of [true, false]) {
    const name = enabled ? "enable" : "disable";
    const command = group
      .command(name)
      .argument(`<${of}>`)
      .description(enabled ? on : off)
      .action((id: string, _: unknown, command: Command) =>
        run(command, (context) => set(context, id, enabled)),
      );
    examples(command, `dalaba ${group.name()} ${name} 5b0c61d3a9f2e874`);
  }
}
