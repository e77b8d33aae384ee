/** "42 s", "3 min", "5 h", "2 d": how old evidence is. */
export function age(sinceIso: string | null, nowMs: number): string {
  if (sinceIso === null) return "never";
  const seconds = Math.max(0, Math.round((nowMs - Date.parse(sinceIso)) / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** Local date and time to the second. */
export function when(utcMs: number | null): string {
  if (utcMs === null) return "-";
  const local = new Date(utcMs - new Date(utcMs).getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace("T", " ");
}

/** The same as the clock of a zone shows it: what a town says is read in the town's time. */
export function whenIn(utcMs: number | null, zone: string): string {
  if (utcMs === null) return "-";
  try {
    const form = { dateStyle: "short", timeStyle: "medium", timeZone: zone } as const;
    return new Intl.DateTimeFormat("sv-SE", form).format(utcMs);
  } catch {
    return when(utcMs);
  }
}

/** A length of time as a person says it. */
export function lasting(ms: number | null): string {
  if (ms === null) return "-";
  if (ms < 100_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** UTC ms of `90m`, `24h`, `7d` (ago) or of a local date with or without a time; undefined when it is neither. */
export function instantOf(text: string, nowMs: number): number | undefined {
  const ago = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text);
  if (ago) return Math.round(nowMs - Number(ago[1]) * (UNIT_MS[ago[2] as string] as number));
  if (!/^\d{4}-\d{2}-\d{2}([T ][\d:.]+(Z|[+-]\d{2}:?\d{2})?)?$/.test(text)) return undefined;
  // A date alone would mean midnight in Greenwich.
  const atMs = Date.parse(text.length === 10 ? `${text}T00:00:00` : text.replace(" ", "T"));
  return Number.isNaN(atMs) ? undefined : atMs;
}
