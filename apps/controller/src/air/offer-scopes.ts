import { MAX_LISTED, type Scope } from "@dalaba/protocol";
import type { SpeakerBook } from "./speaker-book";

/** Room in an envelope's 8 KiB of JSON for the ids of a list; the rest of an offer takes under 1 KiB. */
const MAX_LIST_BYTES = 7000;

export interface AddressedScope {
  readonly scope: Scope;
  readonly speakers: readonly string[];
  /** For a group: the cfg version from which its membership holds; 0 otherwise. */
  readonly cfgVersion: number;
  /** How much later than the broadcast's D they sound, µs. */
  readonly laterUs: number;
}

/** Addressed apart where some wait longer than others: each offer states its own D (decision 0009). */
export function addressLater(
  speakers: readonly string[],
  laterMs: Readonly<Record<string, number>>,
  book: SpeakerBook,
): AddressedScope[] {
  const waiting = new Map<number, string[]>();
  for (const id of speakers) {
    const later = laterMs[id] ?? 0;
    const same = waiting.get(later);
    if (same) same.push(id);
    else waiting.set(later, [id]);
  }
  return [...waiting]
    .sort(([a], [b]) => a - b)
    .flatMap(([later, ids]) =>
      addressOf(ids, undefined, book).map((scope) => ({ ...scope, laterUs: later * 1000 })),
    );
}

/**
 * How an order to these speakers is addressed: the group when it is exactly them and every one's newest cfg says so,
 * one speaker by its id, others as lists of at most 400 ids and 7,000 bytes.
 */
export function addressOf(
  speakers: readonly string[],
  group: string | undefined,
  book: SpeakerBook,
): AddressedScope[] {
  const version = group === undefined ? undefined : book.groupVersion(group);
  if (group !== undefined && version !== undefined && book.isWholeGroup(group, speakers)) {
    const current = speakers.every((id) => (book.get(id)?.entry.cfgVersion ?? 0) >= version);
    if (current) return [{ scope: { kind: "group", group }, speakers, cfgVersion: version, laterUs: 0 }];
  }
  if (speakers.length === 1) return [single(speakers[0] as string)];
  const out: AddressedScope[] = [];
  let list: string[] = [];
  let bytes = 0;
  const close = () => {
    if (list.length > 0)
      out.push({ scope: { kind: "list", speakers: list }, speakers: list, cfgVersion: 0, laterUs: 0 });
    list = [];
    bytes = 0;
  };
  for (const id of speakers) {
    // Quotes and comma.
    const cost = id.length + 3;
    if (list.length >= MAX_LISTED || bytes + cost > MAX_LIST_BYTES) close();
    list.push(id);
    bytes += cost;
  }
  close();
  return out;
}

export function single(speaker: string, laterUs = 0): AddressedScope {
  return { scope: { kind: "speaker", speaker }, speakers: [speaker], cfgVersion: 0, laterUs };
}
