import { UPLOAD_MAX_BYTES } from "@dalaba/api";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { Store, StoredUpload } from "@dalaba/store";
import type { Clock } from "../clock";
import { newId } from "../people/secrets";
import type { UploadFiles } from "./upload-files";

/** Of one sender, and of all together, bytes. */
const OWNER_MAX_BYTES = 1024 ** 3;
const ALL_MAX_BYTES = 4 * 1024 ** 3;
/** An upload of which nothing came for so long is given up, ms. */
const LEFT_ALONE_MS = 24 * 3_600_000;

export interface NewFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256?: string | undefined;
}

export interface Received {
  readonly upload: StoredUpload;
  /** Bytes that are here. */
  readonly received: number;
}

interface UploadParts {
  readonly store: Pick<Store, "uploads">;
  readonly clock: Clock;
  readonly files: UploadFiles;
}

/** Files on their way here: each belongs to who sends it, and grows from its front alone. */
export class UploadDesk {
  private readonly parts: UploadParts;
  /** Two parts of one upload at once are taken one after the other. */
  private readonly lines = new Map<string, Promise<unknown>>();

  constructor(parts: UploadParts) {
    this.parts = parts;
  }

  /** Answers the one that is here already where the same file was broken off: it is gone on with. */
  async add({ name, bytes, sha256 = undefined }: NewFile, owner: string): Promise<Outcome<Received>> {
    const { store, clock } = this.parts;
    const { uploads } = store;
    const same = uploads.same({ owner, bytes, sha256: sha256 ?? null });
    if (same !== undefined) return this.get(same.id, owner);
    if (bytes > UPLOAD_MAX_BYTES)
      return refuse("audio-too-large", `${bytes} bytes, at most ${UPLOAD_MAX_BYTES}`, {
        limitBytes: UPLOAD_MAX_BYTES,
      });
    if (uploads.bytesOf(owner) + bytes > OWNER_MAX_BYTES || uploads.bytesOf() + bytes > ALL_MAX_BYTES)
      return refuse("uploads-full", "too many bytes are on their way here");
    const id = newId("u");
    uploads.add({ id, name, bytes, sha256: sha256 ?? null, owner }, clock.nowMs());
    return accept({ upload: uploads.get(id) as StoredUpload, received: 0 });
  }

  /** `upload-unknown` for somebody else's, too. */
  async get(id: string, owner: string): Promise<Outcome<Received>> {
    const upload = this.parts.store.uploads.get(id);
    if (upload?.owner !== owner) return refuse("upload-unknown", `no upload ${id} of yours`, { upload: id });
    return accept({ upload, received: await this.parts.files.received(id) });
  }

  receive(id: string, owner: string, offset: number, bytes: Uint8Array): Promise<Outcome<Received>> {
    const turn = (this.lines.get(id) ?? Promise.resolve()).then(() => this.take(id, owner, offset, bytes));
    const line: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => this.lines.get(id) === line && this.lines.delete(id));
    this.lines.set(id, line);
    return turn;
  }

  async remove(id: string): Promise<void> {
    this.parts.store.uploads.remove(id);
    await this.parts.files.remove(id);
  }

  /** Gives up what was left alone for a day. Call about once an hour. */
  async tidy(): Promise<number> {
    const left = this.parts.store.uploads.untouchedSince(this.parts.clock.nowMs() - LEFT_ALONE_MS);
    for (const { id } of left) await this.remove(id);
    return left.length;
  }

  private async take(
    id: string,
    owner: string,
    offset: number,
    bytes: Uint8Array,
  ): Promise<Outcome<Received>> {
    const found = await this.get(id, owner);
    if (!found.ok) return found;
    const { upload, received } = found.value;
    if (offset !== received)
      return refuse("upload-offset", `${received} bytes are here, not ${offset}`, { received });
    if (received + bytes.length > upload.bytes)
      return refuse("upload-offset", `${upload.bytes} bytes were announced`, { received });
    await this.parts.files.write(id, offset, bytes);
    this.parts.store.uploads.touch(id, this.parts.clock.nowMs());
    return accept({ upload, received: received + bytes.length });
  }
}
