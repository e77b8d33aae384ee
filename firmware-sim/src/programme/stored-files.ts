import { readOggOpus } from "@dalaba/media";
import { type Bundle, readBundle } from "@dalaba/protocol";

/** What the bytes of a fetched file say. */
export interface StoredFiles {
  /** The packets of a clip (SPEC 13.5); undefined when it is none. */
  clip(sha256: string, bytes: Uint8Array): readonly Uint8Array[] | undefined;
  bundle(sha256: string, bytes: Uint8Array): Bundle | undefined;
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Each speaker reads for itself. */
export const unsharedFiles: StoredFiles = {
  clip(_sha256, bytes) {
    const read = readOggOpus(bytes, { maxBytes: MOST_BYTES });
    return read.ok ? read.packets.map(({ packet }) => packet) : undefined;
  },
  bundle(_sha256, bytes) {
    const read = readBundle(bytes);
    return read.ok ? read.bundle : undefined;
  },
};

/** Read once for all that hold it, and forgotten with the last of them: 270 speakers in one process keep one copy. */
export class SharedFiles implements StoredFiles {
  readonly #clips = new Map<string, WeakRef<readonly Uint8Array[]>>();
  readonly #bundles = new Map<string, WeakRef<Bundle>>();

  clip(sha256: string, bytes: Uint8Array): readonly Uint8Array[] | undefined {
    return remembered(this.#clips, sha256, () => unsharedFiles.clip(sha256, bytes));
  }

  bundle(sha256: string, bytes: Uint8Array): Bundle | undefined {
    return remembered(this.#bundles, sha256, () => unsharedFiles.bundle(sha256, bytes));
  }
}

function remembered<T extends object>(
  kept: Map<string, WeakRef<T>>,
  sha256: string,
  read: () => T | undefined,
): T | undefined {
  const known = kept.get(sha256)?.deref();
  if (known !== undefined) return known;
  const made = read();
  for (const [name, ref] of kept) if (ref.deref() === undefined) kept.delete(name);
  if (made !== undefined) kept.set(sha256, new WeakRef(made));
  return made;
}
