import Table from "cli-table3";
import pc from "picocolors";

/** A borderless table; wide characters count double, so Chinese names stay in line. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  empty: string,
): string {
  if (rows.length === 0) return empty;
  const view = new Table({
    head: head.map((each) => pc.bold(each)),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
    chars: {
      top: "",
      "top-mid": "",
      "top-left": "",
      "top-right": "",
      bottom: "",
      "bottom-mid": "",
      "bottom-left": "",
      "bottom-right": "",
      left: "",
      "left-mid": "",
      mid: "",
      "mid-mid": "",
      right: "",
      "right-mid": "",
      middle: "",
    },
  });
  view.push(...rows.map((row) => row.map(String)));
  return view.toString();
}

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
export function when(ms: number | null): string {
  if (ms === null) return "-";
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return date.toISOString().slice(0, 19).replace("T", " ");
}
