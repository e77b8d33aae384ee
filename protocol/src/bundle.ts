import { utf8Decode, utf8Encode } from "./bytes";
import { type ClipRef, readClipRef } from "./clip";
import { Fields } from "./fields";
import { CHIMES, type ChimeName } from "./orders";
import { type Refusal, refuse } from "./scalars";
import { parseStrictJson } from "./strict-json";

/** The programme of the days to come, which a speaker keeps by itself when nobody else does (SPEC 13.4-13.8). */

export const MAX_BUNDLE_BYTES = 1024 * 1024;
const MOST_OCCURRENCES = 2000;
const MAX = Number.MAX_SAFE_INTEGER;

export interface BundleOccurrence extends ClipRef {
  /** The occurrence's id, under which it is offered too. */
  readonly broadcast: string;
  /** UTC at which its first sample, of the chime if it has one, sounds. */
  readonly atUtcMs: number;
  readonly class: "schedule" | "music";
  /** Under 80. */
  readonly priority: number;
  /** For arbitration among equals, as an OFFER's. */
  readonly issued: number;
  readonly gainDb: number;
  readonly chime: ChimeName;
  /** Whose it is: the members of these groups, and these. */
  readonly groups: readonly string[];
  readonly speakers: readonly string[];
}

export interface Bundle {
  readonly occurrences: readonly BundleOccurrence[];
}

export function encodeBundle(bundle: Bundle): Uint8Array {
  return utf8Encode(JSON.stringify(bundle));
}

export function readBundle(
  bytes: Uint8Array,
): { readonly ok: true; readonly bundle: Bundle } | Refusal<"bad-document"> {
  if (bytes.length > MAX_BUNDLE_BYTES) return refuse("bad-document", `${bytes.length} bytes`);
  const text = utf8Decode(bytes);
  const parsed = text === undefined ? undefined : parseStrictJson(text);
  if (!parsed?.ok) return refuse("bad-document", parsed?.detail ?? "no UTF-8");
  const f = new Fields(parsed.value);
  const occurrences = f.each("occurrences", MOST_OCCURRENCES, readOccurrence);
  return f.problem === undefined ? { ok: true, bundle: { occurrences } } : refuse("bad-document", f.problem);
}

function readOccurrence(f: Fields): BundleOccurrence {
  return {
    broadcast: f.text("broadcast", /^[0-9a-f]{16}$/),
    atUtcMs: f.int("atUtcMs", 0, MAX),
    ...readClipRef(f),
    class: f.oneOf("class", ["schedule", "music"]),
    priority: f.int("priority", 0, 79),
    issued: f.int("issued", 1, MAX),
    gainDb: f.intOr("gainDb", -60, 0, 0),
    chime: f.has("chime") ? f.oneOf("chime", CHIMES) : "none",
    groups: f.texts("groups", /^[A-Za-z0-9_-]{1,34}$/, 64),
    speakers: f.texts("speakers", /^[A-Za-z0-9_-]{1,32}$/, 4000),
  };
}
