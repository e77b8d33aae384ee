import { parseArgs } from "node:util";

export const USAGE = `Usage: npm run -s bench [-- VERB] [--json] [--quick] [--html FILE] [--runs N] [--talks N]

  all       every benchmark below in turn, and what the run says of each target; without a verb: all --quick

  fanout    P1: CPU per delivery of the embedded broker, beside mosquitto and stock aedes
  talk      P4, P7, P10, R1: 270 simulated speakers, from the talk key to the sound and back to silence
  browser   P3, P4, P10: the console in Chromium, from the microphone and the key to 270 speakers; its first view
  sound     P5, Q1: speakers recorded while they speak: how far apart, and how much is understood; clean, lossy, impaired
  busy      P4 while the API answers 500 requests a second, over millions of receipts, and the store is copied
  events    P6: from a camera's event to the sound of a link and to a console; 1,191 events a second beside talks
  growth    P8, P9: towns from 27 to 2,700 speakers: what one speaker costs, and how long it takes to come back
  opus      what Opus settings do to a recorded voice, what they weigh and cost
  overlap   the demo town: who hears a second speaker late, and how much is understood; plain, aligned, staggered

  --json    one JSON document {machine, rows} on stdout instead of a table
  --quick   short runs: shows that it works, means little
  --html F  a page with the tables and plots (all: data/bench/report.html when left out)
  --runs N  runs of each broker (fanout; 5)
  --talks N talks (talk, browser; 100; busy: 30)
npm run -s soak is all, at full length. docs/measuring.md says what is measured and how.
`;

/** In the order in which the suite runs them. */
export const VERBS = [
  "fanout",
  "talk",
  "browser",
  "sound",
  "busy",
  "events",
  "growth",
  "opus",
  "overlap",
] as const;
export type Verb = (typeof VERBS)[number];

export type BenchOptions =
  | { readonly ok: true; readonly verb: "help" }
  | {
      readonly ok: true;
      readonly verb: Verb | "all";
      readonly json: boolean;
      readonly quick: boolean;
      readonly runs: number | undefined;
      readonly talks: number | undefined;
      readonly html: string | undefined;
    }
  | { readonly ok: false; readonly detail: string };

const refuse = (detail: string): BenchOptions => ({ ok: false, detail });
const MOST = 1_000;

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST)
    throw new RangeError(`--${name} ${text}: a whole number from 1 to ${MOST}`);
  return count;
}

/** Reads the command line; says in one line what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
        runs: { type: "string" },
        talks: { type: "string" },
        html: { type: "string" },
      },
    });
    if (values.help) return { ok: true, verb: "help" };
    const [verb, ...more] = positionals;
    const known = verb === undefined || verb === "all" ? "all" : VERBS.find((each) => each === verb);
    if (known === undefined || more.length > 0) return refuse(`say all, ${VERBS.join(", ")}`);
    return {
      ok: true,
      verb: known,
      json: values.json,
      quick: values.quick || verb === undefined,
      runs: countOf("runs", values.runs),
      talks: countOf("talks", values.talks),
      html: values.html,
    };
  } catch (error) {
    return refuse((error as Error).message);
  }
}
