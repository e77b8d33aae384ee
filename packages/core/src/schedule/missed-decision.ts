/** What becomes of an occurrence that was not begun in time: the controller was down, or the clock jumped. */
export type MissedPolicy =
  /** Only while it would still be going on, at its right position. */
  | { readonly kind: "skip" }
  /** From its start, when no more than so late. */
  | { readonly kind: "within"; readonly seconds: number }
  /** From its start, however late, when no later one of its schedule is due. */
  | { readonly kind: "latest" };

export type MissedDecision =
  | { readonly act: "begin" }
  /** In progress: from this position on, so that it ends when it was to end. */
  | { readonly act: "join"; readonly positionMs: number }
  | { readonly act: "skip"; readonly why: "too-late" | "overtaken" };

/** So late nobody notices: it is begun whole. */
const ON_TIME_MS = 2_000;
/** What is left of it must be worth a chime. */
const WORTH_JOINING_MS = 3_000;

export interface LateOccurrence {
  readonly utcMs: number;
  /** How long it sounds; null: not known, and then it cannot be joined. */
  readonly durationMs: number | null;
  /** Whether a later occurrence of the same schedule is due as well. */
  readonly overtaken: boolean;
}

/** Pure: what to do with an occurrence that is due at `nowUtcMs` and was not begun. */
export function decideMissed(policy: MissedPolicy, late: LateOccurrence, nowUtcMs: number): MissedDecision {
  const lateMs = nowUtcMs - late.utcMs;
  if (lateMs <= ON_TIME_MS) return { act: "begin" };
  if (late.durationMs !== null && lateMs <= late.durationMs - WORTH_JOINING_MS)
    return { act: "join", positionMs: lateMs };
  if (policy.kind === "within")
    return lateMs <= policy.seconds * 1000 ? { act: "begin" } : { act: "skip", why: "too-late" };
  if (policy.kind === "skip") return { act: "skip", why: "too-late" };
  return late.overtaken ? { act: "skip", why: "overtaken" } : { act: "begin" };
}
