import { type CliCode, cliErrorOf } from "./cli-errors";
import type { ExitCode } from "./exit-code";

interface FailureParts {
  readonly exit: ExitCode;
  /** The next command to try, or the next thing to do: no failure ends without one. */
  readonly next: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** A failure that a person can act on: printed as one document, never as a stack. */
export class CliFailure extends Error {
  readonly code: string;
  readonly exit: ExitCode;
  readonly next: string;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(code: string, detail: string, parts: FailureParts) {
    super(detail);
    this.code = code;
    this.exit = parts.exit;
    this.next = parts.next;
    this.params = parts.params ?? {};
  }
}

/** One of this command's own codes, with what the table says of it unless something better is known. */
export function cliFailure(code: CliCode, detail: string, better: Partial<FailureParts> = {}): CliFailure {
  const { exit, next } = cliErrorOf(code);
  return new CliFailure(code, detail, { exit, next, ...better });
}

/** Anything thrown becomes a coded failure; the stack of an unforeseen one is shown with DALABA_LOG=debug. */
export function asFailure(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  if (process.env.DALABA_LOG === "debug" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return cliFailure("internal", error instanceof Error ? error.message : String(error));
}
