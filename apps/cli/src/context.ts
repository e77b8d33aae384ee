import type { Command } from "commander";
import { asFailure } from "./cli-failure";
import { type Connection, connect } from "./connection";
import { EXIT, type ExitCode } from "./exit-code";
import { Interrupts } from "./interrupts";
import { createOutput, type Output } from "./output";

/** What a command is given: where to write, what Ctrl-C means, and the controller when it needs one. */
export interface Context {
  readonly out: Output;
  readonly interrupts: Interrupts;
  connect(): Promise<Connection>;
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly url?: string;
  readonly token?: string;
  /** A file with the authority to trust, PEM. */
  readonly ca?: string;
  /** Seconds. */
  readonly timeout: number;
}

/** Runs a command's body, prints its failure as one document, and leaves with its exit code. */
export async function run(
  command: Command,
  body: (context: Context) => Promise<ExitCode | undefined>,
): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const out = createOutput(options.json === true);
  const interrupts = new Interrupts();
  const unforeseen = (error: unknown): void => leave(out.fail(asFailure(error)));
  process.on("uncaughtException", unforeseen);
  try {
    leave((await interrupts.orLeave(body({ out, interrupts, connect: () => connect(options) }))) ?? EXIT.ok);
  } catch (error) {
    unforeseen(error);
  }
}

/** Sockets that keep alive must not hold the shell; stdout is flushed first, also into a slow pipe. */
export function leave(exit: ExitCode): void {
  process.exitCode = exit;
  process.stdout.write("", () => process.exit(exit));
}
