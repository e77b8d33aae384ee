import { type Refusal, refuse } from "@dalaba/protocol";

/** What can be made to go wrong with a simulated speaker, on command. */
export type Fault =
  /** Messages withheld, by chance. */
  | { readonly kind: "loss"; readonly percent: number; readonly of: "audio" | "all" }
  | { readonly kind: "delay"; readonly ms: number }
  /** The impaired line of `shaped-line`. */
  | { readonly kind: "jitter"; readonly on: boolean }
  | { readonly kind: "drift"; readonly ppm: number }
  /** Off for `offMs`, then a new boot; `wipe` empties the flash too. */
  | { readonly kind: "reboot"; readonly offMs: number; readonly wipe: boolean }
  /** Neither reads nor runs for so long; 0 thaws. */
  | { readonly kind: "freeze"; readonly seconds: number }
  /** Publishes garbage on its own topic; 0 stops. */
  | { readonly kind: "flood"; readonly perSecond: number; readonly seconds: number }
  /** What clock replies say is off by so much from now on. */
  | { readonly kind: "clock"; readonly utcMs: number; readonly serverUs: number }
  /** One bit of a message flipped, by chance. */
  | { readonly kind: "corrupt"; readonly percent: number; readonly of: "audio" | "all" }
  /** No broker, no clock and no files for so long, while the speaker goes on; 0 mends it. */
  | { readonly kind: "cut"; readonly seconds: number }
  /** The line is dropped without a word; it reconnects as always. */
  | { readonly kind: "disconnect" }
  /** Everything is well again. */
  | { readonly kind: "clear" };

export type FaultRefusal = Refusal<"unknown-fault" | "bad-fault">;

const KINDS: readonly Fault["kind"][] = [
  "loss",
  "delay",
  "jitter",
  "drift",
  "reboot",
  "freeze",
  "flood",
  "clock",
  "corrupt",
  "cut",
  "disconnect",
  "clear",
];

/** Reads a fault from outside data (the control door). */
export function readFault(value: unknown): { readonly ok: true; readonly fault: Fault } | FaultRefusal {
  const item = (value ?? {}) as Record<string, unknown>;
  const kind = item.kind as Fault["kind"];
  if (!KINDS.includes(kind)) return refuse("unknown-fault", `kind is one of ${KINDS.join(" ")}`);
  let problem = "";
  const number = (name: string, low: number, high: number, absent: number): number => {
    const given = item[name] ?? absent;
    if (typeof given === "number" && given >= low && given <= high) return given;
    problem ||= `${name}: ${low} to ${high}`;
    return absent;
  };
  const of = item.of === "all" ? "all" : "audio";
  const fault = ((): Fault => {
    switch (kind) {
      case "loss":
      case "corrupt":
        return { kind, percent: number("percent", 0, 100, 100), of };
      case "delay":
        return { kind, ms: number("ms", 0, 10_000, 0) };
      case "jitter":
        return { kind, on: item.on !== false };
      case "drift":
        return { kind, ppm: number("ppm", -1000, 1000, 0) };
      case "reboot":
        return { kind, offMs: number("offMs", 0, 600_000, 1_000), wipe: item.wipe === true };
      case "freeze":
        return { kind, seconds: number("seconds", 0, 86_400, 60) };
      case "flood":
        return {
          kind,
          perSecond: number("perSecond", 0, 100_000, 10_000),
          seconds: number("seconds", 0, 3_600, 10),
        };
      case "clock":
        return {
          kind,
          utcMs: number("utcMs", -1e12, 1e12, 0),
          serverUs: number("serverUs", -1e12, 1e12, 0),
        };
      case "cut":
        return { kind, seconds: number("seconds", 0, 86_400, 60) };
      case "disconnect":
      case "clear":
        return { kind };
    }
  })();
  return problem === "" ? { ok: true, fault } : refuse("bad-fault", problem);
}
