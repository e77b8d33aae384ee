import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { Argument, type Command } from "commander";
import { CliFailure, cliFailure } from "../cli-failure";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { userPath } from "../paths";
import { unwritable } from "../user-file";

/** A controller names files, never places. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]*$/;

export function addBroker(program: Command): void {
  const broker = program.command("broker").description("files for a broker of one's own");
  const exports = broker
    .command("export")
    .description("write the password file, rights and listener of a broker; written anew each time")
    .addArgument(new Argument("<broker>", "which kind").choices(["mosquitto"]))
    .requiredOption("--out <folder>", "they are written there, readable by their owner alone")
    .option("--folder <path>", "where they will lie on the broker's machine, when that is another place")
    .action((_broker: string, options: { out: string; folder?: string }, command: Command) =>
      run(command, (context) => write(context, options)),
    );
  examples(
    exports,
    "dalaba broker export mosquitto --out ./broker",
    "dalaba broker export mosquitto --out ./broker --folder /etc/mosquitto/dalaba",
  );
}

async function write(
  context: Context,
  options: { readonly out: string; readonly folder?: string },
): Promise<ExitCode> {
  const folder = userPath(options.out);
  // Mosquitto takes no path relative to its configuration, so the files must know where they will lie.
  const query = { folder: options.folder ?? folder };
  const { files } = await (await context.connect()).call(routes.broker.exportMosquitto, { query });
  const strange = Object.keys(files).find((name) => !FILE_NAME.test(name));
  if (strange !== undefined)
    throw new CliFailure("not-a-controller", `it sent a file named ${JSON.stringify(strange)}`, {
      exit: EXIT.noController,
      next: "Look at what answers at that address: dalaba status",
    });
  const written: string[] = [];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(files)) {
      const file = join(folder, name);
      await writeFile(file, content, { mode: 0o600 });
      written.push(file);
    }
  } catch (error) {
    const { message } = unwritable(folder, error);
    throw cliFailure("file-unwritable", message, { next: "Name a folder that you may write to with --out." });
  }
  context.out.result({ files: written }, () =>
    [...written, `next: read ${join(folder, "README.txt")}`].join("\n"),
  );
  return EXIT.ok;
}
