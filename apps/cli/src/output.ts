import pc from "picocolors";
import type { CliFailure } from "./cli-failure";
import { wantsColour } from "./colours";
import type { ExitCode } from "./exit-code";
import { failureText } from "./failure-text";
import { printable } from "./printable";

/** stdout is the result alone: one JSON document with `--json`, also on failure. Everything else goes to stderr. */
export interface Output {
  readonly json: boolean;
  /** Aborted when whoever read stdout went away (`| head`). */
  readonly gone: AbortSignal;
  /** The result: the document for `--json`, the text for people. */
  result(document: unknown, text: string | (() => string)): void;
  /** One of many results that come one after another: a JSON line, or a line for people. */
  item(document: unknown, text: string | (() => string)): void;
  /** Progress for people, on stderr. */
  say(line: string): void;
  /** A line that replaces itself on a terminal and is left out elsewhere. */
  status(line: string): void;
  fail(failure: CliFailure): ExitCode;
}

export function createOutput(json: boolean): Output {
  const coloured = wantsColour(process.stdout);
  const stderrColours = pc.createColors(wantsColour(process.stderr));
  const live = process.stderr.isTTY === true && process.env.TERM !== "dumb";
  let open = false;
  const clear = (): void => {
    if (open) process.stderr.write("\r\u001b[2K");
    open = false;
  };
  const print = (document: unknown, text: string | (() => string), space: number): void => {
    clear();
    const body = json
      ? JSON.stringify(document, null, space)
      : printable(typeof text === "string" ? text : text(), coloured);
    if (body !== "") process.stdout.write(`${body}\n`);
  };
  return {
    json,
    gone: readerGone(),
    result: (document, text) => print(document, text, 2),
    item: (document, text) => print(document, text, 0),
    say(line) {
      clear();
      process.stderr.write(`${printable(line, live)}\n`);
    },
    status(line) {
      if (!live) return;
      process.stderr.write(`\r\u001b[2K${printable(line, true)}`);
      open = true;
    },
    fail(failure) {
      const { code, message: detail, next, params } = failure;
      if (json) print({ error: { code, detail, next, params } }, "", 2);
      else this.say(failureText(failure, stderrColours));
      return failure.exit;
    },
  };
}

let gone: AbortSignal | undefined;

/** A reader that leaves is no fault of ours, and least of all a reason to end a talk: nobody reads, the rest goes on. */
function readerGone(): AbortSignal {
  if (gone) return gone;
  const controller = new AbortController();
  process.stdout.on("error", () => controller.abort());
  process.stderr.on("error", () => undefined);
  gone = controller.signal;
  return gone;
}
