import { fromHex } from "@dalaba/protocol";
import type { GroupEntry, SpeakerEntry } from "./ipc";

/** A speaker as `air` works with it: keys as bytes, groups as a set. */
export interface KnownSpeaker {
  readonly entry: SpeakerEntry;
  readonly passwordSha256: Uint8Array;
  readonly pairwiseKey: Uint8Array;
  readonly devicePublicKey: Uint8Array;
  readonly groups: ReadonlySet<string>;
}

export interface BookChange {
  /** May not stay connected: removed, disabled, or its password or pairwise key rotated. */
  readonly shut: ReadonlyMap<string, "removed" | "disabled" | "rotated">;
}

function known(entry: SpeakerEntry): KnownSpeaker {
  const bytes = (text: string) => fromHex(text) ?? new Uint8Array(0);
  return {
    entry,
    passwordSha256: bytes(entry.passwordSha256),
    pairwiseKey: bytes(entry.pairwiseKey),
    devicePublicKey: bytes(entry.devicePublicKey),
    groups: new Set(entry.groups),
  };
}

/** Every speaker that may connect, in memory: `air` never asks anyone. */
export class SpeakerBook {
  readonly #speakers = new Map<string, KnownSpeaker>();
  readonly #versions = new Map<string, number>();
  readonly #members = new Map<string, Set<string>>();

  get size(): number {
    return this.#speakers.size;
  }

  get(id: string): KnownSpeaker | undefined {
    return this.#speakers.get(id);
  }

  all(): IterableIterator<KnownSpeaker> {
    return this.#speakers.values();
  }

  /** The cfg version from which a group's membership holds; undefined for an unknown group. */
  groupVersion(group: string): number | undefined {
    return this.#versions.get(group);
  }

  /** True when exactly these speakers list the group. */
  isWholeGroup(group: string, speakers: readonly string[]): boolean {
    const members = this.#members.get(group);
    return members?.size === speakers.length && speakers.every((id) => members.has(id));
  }

  put(entries: readonly SpeakerEntry[], groups: readonly GroupEntry[]): BookChange {
    const shut = new Map<string, "removed" | "disabled" | "rotated">();
    for (const entry of entries) {
      const before = this.#speakers.get(entry.id)?.entry;
      if (before && !before.disabled && entry.disabled) shut.set(entry.id, "disabled");
      else if (
        before &&
        (before.passwordSha256 !== entry.passwordSha256 || before.pairwiseKey !== entry.pairwiseKey)
      )
        shut.set(entry.id, "rotated");
      this.#leave(entry.id);
      this.#speakers.set(entry.id, known(entry));
      for (const group of entry.groups) {
        const members = this.#members.get(group);
        if (members) members.add(entry.id);
        else this.#members.set(group, new Set([entry.id]));
      }
    }
    for (const { name, version } of groups) this.#versions.set(name, version);
    return { shut };
  }

  remove(ids: readonly string[]): BookChange {
    const shut = new Map<string, "removed">();
    for (const id of ids) {
      if (!this.#speakers.has(id)) continue;
      this.#leave(id);
      this.#speakers.delete(id);
      shut.set(id, "removed");
    }
    return { shut };
  }

  /** Replaces everything; who stays unchanged is not in the change. */
  replace(entries: readonly SpeakerEntry[], groups: readonly GroupEntry[]): BookChange {
    const kept = new Set(entries.map((entry) => entry.id));
    const gone = this.remove([...this.#speakers.keys()].filter((id) => !kept.has(id)));
    this.#versions.clear();
    return { shut: new Map([...gone.shut, ...this.put(entries, groups).shut]) };
  }

  #leave(id: string): void {
    for (const group of this.#speakers.get(id)?.entry.groups ?? []) {
      const members = this.#members.get(group);
      members?.delete(id);
      if (members?.size === 0) this.#members.delete(group);
    }
  }
}
