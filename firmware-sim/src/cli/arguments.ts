import { parseArgs } from "node:util";
import { type Refusal, refuse } from "@dalaba/protocol";

/** What `pnpm sim` is asked for. */
export interface SimArguments {
  readonly help: boolean;
  readonly credentials: string;
  readonly controlPort: number | undefined;
  readonly seed: number;
  readonly full: number;
  readonly decode: "memo" | "count";
  readonly driftPpm: number;
  readonly sampleRate: 16_000 | 48_000;
  readonly recordFolder: string | undefined;
  readonly stateFolder: string | undefined;
  readonly sink: "alsa" | undefined;
  readonly outputDelayMs: number | undefined;
  readonly wakeMs: number;
  readonly mixed: 1 | 2;
}

export type UsageRefusal = Refusal<"usage">;

const OPTIONS = {
  credentials: { type: "string" },
  control: { type: "string" },
  seed: { type: "string" },
  full: { type: "string" },
  decode: { type: "string" },
  "drift-ppm": { type: "string" },
  rate: { type: "string" },
  record: { type: "string" },
  state: { type: "string" },
  sink: { type: "string" },
  "output-delay-ms": { type: "string" },
  "wake-ms": { type: "string" },
  mixed: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const HELP = `Simulated speakers: honest ones, built from protocol/SPEC.md, one or a fleet.

  pnpm sim --credentials FILE.jsonl [options]

  --credentials FILE   one speaker a line, as "dalaba speaker add --out FILE" writes them
  --control PORT       HTTP on 127.0.0.1: what is true, what is to go wrong, and cameras with scenes (0: a free port)
  --full N             so many speakers verify, decode and mix all by themselves (8); the others share that work
  --decode count|memo  the others judge and count each frame (count; who is recorded sounds it from the next
                       broadcast on), or mix what was decoded once for all (memo)
  --seed N             the same seed, the same crystals, phases and faults (1)
  --drift-ppm N        crystals lie within ± N parts per million (50)
  --rate 16000|48000   of decoders, cards and recordings, Hz (16000; 48000 with --sink alsa)
  --record DIR         records every speaker: DIR/ID.wav, on the true timeline of DIR/ID.json
  --state DIR          keeps each speaker's key set, cfg and UTC floor through a restart
  --sink alsa          plays through aplay: a Raspberry Pi is a speaker (one line in FILE)
  --output-delay-ms N  from handing over a sample to the horn (10; 80 with --sink alsa)
  --wake-ms N          after 10 s of silence amplifiers sleep, and need so long to wake (0)
  --mixed 1|2          streams that a speaker sounds at once: with 2 music goes on 18 dB down under a talk (2)

Ctrl-C leaves politely. Progress goes to stderr.

  pnpm sim --credentials town.jsonl --control 7000
  curl -s localhost:7000/speakers
  curl -s localhost:7000/cameras/cam-1.jpg > now.jpg
  curl -s localhost:7000/scene -d '{"scenario":"bicycle-thief","camera":"cam-1","speakers":["horn-1"]}'
  curl -s localhost:7000/fault -d '{"speaker":"horn-1","kind":"freeze","seconds":20}'
`;

/** Reads the command line. Relative paths count from `from`. */
export function readArguments(
  argv: readonly string[],
): { readonly ok: true; readonly value: SimArguments } | UsageRefusal {
  let values: Partial<Record<keyof typeof OPTIONS, string | boolean>>;
  try {
    ({ values } = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false }));
  } catch (error) {
    return refuse("usage", (error as Error).message.split("\n")[0] as string);
  }
  let problem = "";
  const text = (name: keyof typeof OPTIONS): string | undefined => values[name] as string | undefined;
  const number = (name: keyof typeof OPTIONS, low: number, high: number): number | undefined => {
    const given = text(name);
    if (given === undefined) return undefined;
    const value = Number(given);
    if (/^-?\d+(\.\d+)?$/.test(given) && value >= low && value <= high) return value;
    problem ||= `--${name} ${given}: ${low} to ${high}`;
    return undefined;
  };
  const oneOf = <T extends string>(name: keyof typeof OPTIONS, allowed: readonly T[]): T | undefined => {
    const given = text(name);
    if (given === undefined || allowed.includes(given as T)) return given as T | undefined;
    problem ||= `--${name} ${given}: ${allowed.join(" or ")}`;
    return undefined;
  };
  const sink = oneOf("sink", ["alsa"]);
  const mixed = oneOf("mixed", ["1", "2"]);
  const rate = oneOf("rate", ["16000", "48000"]);
  const value: SimArguments = {
    help: values.help === true,
    credentials: text("credentials") ?? "",
    controlPort: number("control", 0, 65_535),
    seed: number("seed", 0, 2 ** 32 - 1) ?? 1,
    full: number("full", 0, 10_000) ?? 8,
    decode: oneOf("decode", ["count", "memo"]) ?? "count",
    driftPpm: number("drift-ppm", 0, 1_000) ?? 50,
    sampleRate: rate === "48000" || (rate === undefined && sink === "alsa") ? 48_000 : 16_000,
    recordFolder: text("record"),
    stateFolder: text("state"),
    sink,
    outputDelayMs: number("output-delay-ms", 0, 1_000) ?? (sink === "alsa" ? 80 : undefined),
    wakeMs: number("wake-ms", 0, 5_000) ?? 0,
    mixed: mixed === "1" ? 1 : 2,
  };
  if (!value.help && value.credentials === "") problem ||= "--credentials FILE is missing";
  return problem === "" ? { ok: true, value } : refuse("usage", problem);
}
