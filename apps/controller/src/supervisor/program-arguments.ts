import { type Outcome, refuse } from "@dalaba/core";

export type Command =
  /** `parent`: a program that prints its own first steps (the demo). */
  | { readonly type: "run"; readonly parent: string | null }
  | { readonly type: "sign-in-link"; readonly operator: string | null }
  | { readonly type: "help" }
  | { readonly type: "version" };

export const HELP = `Usage: pnpm controller [options]

Runs the controller and air, and starts either again when it ends unexpectedly. Ctrl-C ends both; the data stay.

  --sign-in-link [NAME]  print a one-time sign-in link for NAME, or for the first administrator, and exit;
                         works while the controller runs and while it does not
  --version              print the version
  --help                 print this

Settings come from the environment and from dalaba.config.json (or the file named by DALABA_CONFIG):
`;

export function readArguments(words: readonly string[]): Outcome<Command, "usage"> {
  const [first, second, ...rest] = words;
  const value = second === undefined || second.startsWith("-") ? null : second;
  if (first === undefined) return { ok: true, value: { type: "run", parent: null } };
  if (rest.length > 0) return refuse("usage", `${rest[0]}: one option at a time; see --help`);
  switch (first) {
    case "--help":
    case "-h":
      return { ok: true, value: { type: "help" } };
    case "--version":
      return { ok: true, value: { type: "version" } };
    case "--sign-in-link":
      return { ok: true, value: { type: "sign-in-link", operator: value } };
    case "--parent":
      return { ok: true, value: { type: "run", parent: value } };
    default:
      return refuse("usage", `${first}: there is no such option; see --help`);
  }
}
