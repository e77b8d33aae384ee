/** Kinds that ring whatever was muted: somebody waits for help. */
export const NEVER_MUTED: ReadonlySet<string> = new Set(["help-call"]);
export const MUTE_MS = 10 * 60_000;

/** Until when a kind is silent, UTC ms by kind. */
export type Muted = Readonly<Record<string, number>>;

export function mute(muted: Muted, kind: string, nowMs: number): Muted {
  if (NEVER_MUTED.has(kind)) return muted;
  return { ...muted, [kind]: nowMs + MUTE_MS };
}

export function rings(muted: Muted, kind: string, nowMs: number): boolean {
  return NEVER_MUTED.has(kind) || (muted[kind] ?? 0) <= nowMs;
}

/** Hz and ms of each tone of a kind: heard apart without looking. */
export function tonesOf(kind: string): readonly { readonly hz: number; readonly ms: number }[] {
  if (kind === "help-call") return [880, 1175, 880, 1175, 880, 1175].map((hz) => ({ hz, ms: 140 }));
  if (kind === "fire") return [988, 740, 988, 740].map((hz) => ({ hz, ms: 220 }));
  if (kind === "recognition" || kind === "gathering") return [587, 784].map((hz) => ({ hz, ms: 130 }));
  return [{ hz: 659, ms: 160 }];
}
