import pc from "picocolors";
import { CliFailure, EXIT, type ExitCode } from "./exit-code";

/** stdout is the result alone: one JSON document with `--json`, also on failure. Everything else goes to stderr. */
export interface Output {
  readonly json: boolean;
  /** The result: the document for `--json`, the text for people. */
  result(document: unknown, text: string | (() => string)): void;
  /** Progress for people, on stderr. */
  say(line: string): void;
  /** A line that replaces itself on a terminal and is left out elsewhere. */
  status(line: string): void;
  fail(failure: CliFailure): ExitCode;
}

export function createOutput(json: boolean): Output {
  const live = process.stderr.isTTY === true;
  let open = false;
  const clear = (): void => {
    if (open) process.stderr.write("\r\u001b[2K");
    open = false;
  };
  return {
    json,
    result(document, text) {
      clear();
      const body = json ? JSON.stringify(document, null, 2) : typeof text === "string" ? text : text();
      if (body !== "") process.stdout.write(`${body}\n`);
    },
    say(line) {
      clear();
      process.stderr.write(`${line}\n`);
    },
    status(line) {
      if (!live) return;
      process.stderr.write(`\r\u001b[2K${line}`);
      open = true;
    },
    fail(failure) {
      clear();
      if (json) {
        process.stdout.write(
          `${JSON.stringify({ error: { code: failure.code, detail: failure.message, next: failure.next, params: failure.params } }, null, 2)}\n`,
        );
      } else {
        process.stderr.write(`${pc.red(failure.code)}: ${failure.message}\n`);
        if (failure.next !== "") process.stderr.write(`${pc.dim("next:")} ${failure.next}\n`);
      }
      return failure.exit;
    },
  };
}

/** Anything thrown becomes a coded failure; an unforeseen one keeps its stack for `--verbose` only. */
export function asFailure(error: unknown): CliFailure {
  if (error instanceof CliFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (process.env.DALABA_LOG === "debug" && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return new CliFailure(
    "internal",
    message,
    "Run again with DALABA_LOG=debug and report what it prints.",
    EXIT.ourFault,
  );
}
