import type { Command } from "commander";
import { type Connection, connect } from "./connection";
import { EXIT, type ExitCode } from "./exit-code";
import { asFailure, createOutput, type Output } from "./output";

/** What a command is given: where to write, and the controller when it needs one. */
export interface Context {
  readonly out: Output;
  connect(): Promise<Connection>;
}

interface GlobalOptions {
  readonly json?: boolean;
  readonly url?: string;
  readonly token?: string;
}

/** Runs a command's body, prints its failure as one document, and leaves with its exit code. */
export async function run(
  command: Command,
  body: (context: Context) => Promise<ExitCode | undefined>,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const out = createOutput(options.json === true);
  let exit: ExitCode;
  try {
    exit = (await body({ out, connect: () => connect(options) })) ?? EXIT.ok;
  } catch (error) {
    exit = out.fail(asFailure(error));
  }
  process.exitCode = exit;
  // Sockets that keep alive must not hold the shell; stdout is flushed first, also into a slow pipe.
  process.stdout.write("", () => process.exit(exit));
}
