import { type Outcome, refuse } from "../outcome";
import type { Place } from "../place";

/** One term of a `--to` expression. `ref` is an id or a name. */
export type TargetTerm =
  | { readonly kind: "all" }
  | { readonly kind: "site" | "zone" | "speaker"; readonly ref: string }
  /** Without metres: the speakers audible there, at least the nearest. */
  | { readonly kind: "near-place"; readonly place: Place; readonly metres: number | null }
  | { readonly kind: "near-camera"; readonly ref: string; readonly metres: number | null }
  /** Nothing said what it is: accepted where it can only be one speaker's id or name. */
  | { readonly kind: "bare"; readonly ref: string };

export const TARGET_FORMS = "all, site:S, zone:Z, speaker:ID, near:LAT,LON[:METRES] or near:CAMERA[:METRES]";
/** Farther than this nothing is heard, and a typing slip (300000) would mean the town. */
export const NEAR_METRES_MAX = 50_000;
/** Bounds the search for the nearest names. */
const TERM_LENGTH_MAX = 200;

/**
 * Reads `--to`: repeated options and terms joined with `+` add up. A name that itself holds `+` is given by id.
 * `target-malformed` when a term fits none of the forms.
 */
export function parseTarget(
  to: string | readonly string[],
): Outcome<readonly TargetTerm[], "target-malformed"> {
  const texts = (typeof to === "string" ? [to] : to)
    .flatMap((text) => text.split("+"))
    .map((text) => text.trim());
  if (texts.length === 0) return malformed("", `say where to: ${TARGET_FORMS}`);
  const terms: TargetTerm[] = [];
  for (const text of texts) {
    const term = parseTerm(text);
    if (!term.ok) return term;
    terms.push(term.value);
  }
  return { ok: true, value: terms };
}

function parseTerm(text: string): Outcome<TargetTerm, "target-malformed"> {
  if (text === "") return malformed(text, `an empty term; say ${TARGET_FORMS}`);
  if (text.length > TERM_LENGTH_MAX)
    return malformed(`${text.slice(0, 20)}...`, `longer than ${TERM_LENGTH_MAX} characters`);
  if (text === "all") return { ok: true, value: { kind: "all" } };
  const colon = text.search(/[:：]/);
  if (colon < 0) return { ok: true, value: { kind: "bare", ref: text } };
  const kind = text.slice(0, colon).trim().toLowerCase();
  const ref = text.slice(colon + 1).trim();
  if (ref === "") return malformed(text, `nothing after ${kind}:`);
  if (kind === "site" || kind === "zone" || kind === "speaker") return { ok: true, value: { kind, ref } };
  if (kind === "near") return parseNear(text, ref);
  return malformed(text, `"${kind}:" is none of ${TARGET_FORMS}`);
}

function parseNear(text: string, ref: string): Outcome<TargetTerm, "target-malformed"> {
  const split = /^(.*?)(?:[:：]([^:：]*))?$/.exec(ref);
  const where = (split?.[1] ?? "").trim();
  const metres = split?.[2] === undefined ? null : Number(split[2]);
  if (metres !== null && !(metres > 0 && metres <= NEAR_METRES_MAX))
    return malformed(text, `the distance is 1 to ${NEAR_METRES_MAX} metres`);
  const comma = /^([^,，]*)[,，]([^,，]*)$/.exec(where);
  if (comma === null) return { ok: true, value: { kind: "near-camera", ref: where, metres } };
  const lat = decimal(comma[1]);
  const lon = decimal(comma[2]);
  if (!(Math.abs(lat) <= 90 && Math.abs(lon) <= 180))
    return malformed(text, "a place is LAT,LON in decimal degrees (WGS-84), such as near:23.03,113.47");
  return { ok: true, value: { kind: "near-place", place: { lat, lon }, metres } };
}

function decimal(text: string | undefined): number {
  return /^[+-]?\d+(\.\d+)?$/.test(text?.trim() ?? "") ? Number(text) : Number.NaN;
}

function malformed(term: string, detail: string) {
  return refuse("target-malformed", `${JSON.stringify(term)}: ${detail}`, { term });
}
