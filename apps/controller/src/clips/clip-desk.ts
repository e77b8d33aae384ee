import { accept, type BroadcastActor, type Outcome, refuse, type SiteId } from "@dalaba/core";
import type { ClipSound, NewClip, NewClipVersion, Store } from "@dalaba/store";
import { actorOf } from "../broadcasts";
import type { Clock } from "../clock";
import type { EventFeed } from "../feed/types";
import type { Caller } from "../http/context";
import type { Log } from "../log";
import { newId } from "../people/secrets";
import type { ClipFiles } from "./clip-files";
import type { ClipMaker } from "./clip-maker";
import type { MadeClip } from "./clip-order";
import { type Making, MakingBoard } from "./making-board";
import type { Received, UploadDesk } from "./upload-desk";
import type { UploadFiles } from "./upload-files";

/** The longest sound of a clip, s. */
const MAX_SECONDS = 1_800;

export type ClipWish =
  | (Omit<NewClip, "id"> & { readonly sound: ClipSound })
  | { readonly clip: string; readonly sound: ClipSound };

interface ClipParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly feed: EventFeed;
  readonly files: ClipFiles;
  readonly uploadFiles: UploadFiles;
  readonly uploads: UploadDesk;
  readonly maker: ClipMaker;
}

/** Makes clips of uploads, and says how far each is. */
export class ClipDesk {
  readonly board = new MakingBoard();
  private readonly parts: ClipParts;

  constructor(parts: ClipParts) {
    this.parts = parts;
  }

  /** `upload-in-making` while a clip is being made of that upload. */
  idle(upload: string): Outcome<undefined> {
    return this.board.get(upload)?.making.state === "making"
      ? refuse("upload-in-making", `a clip is being made of ${upload}`, { upload })
      : accept(undefined);
  }

  /** Begins; refused while the file is not here whole, or one is made of it already. */
  begin({ upload, received }: Received, wish: ClipWish, caller: Caller): Outcome<undefined> {
    const { id, bytes } = upload;
    if (received < bytes)
      return refuse("upload-incomplete", `${received} of ${bytes} bytes are here`, { received, bytes });
    const idle = this.idle(id);
    if (!idle.ok) return idle;
    if (this.parts.maker.full) return refuse("too-busy", "too many uploads wait for their turn");
    const tell = (making: Making): void =>
      this.board.set(id, { name: upload.name, bytes, owner: upload.owner, making }, this.parts.clock.nowMs());
    tell({ state: "making", step: "waiting", share: 0 });
    this.make({ upload, received }, wish, caller, tell).catch((error: unknown) => {
      this.parts.log.error({ err: error, upload: id }, "a clip could not be stored; look after the disk");
      tell({ state: "refused", refusal: refuse("our-fault", "the clip could not be stored") });
    });
    return accept(undefined);
  }

  private async make(
    { upload }: Received,
    wish: ClipWish,
    caller: Caller,
    tell: (making: Making) => void,
  ): Promise<void> {
    const { maker, uploadFiles, uploads, files, store, clock, feed } = this.parts;
    const order = {
      ...{ file: uploadFiles.pathOf(upload.id), sha256: upload.sha256, sound: wish.sound },
      ...{ maxBytes: upload.bytes, maxSeconds: MAX_SECONDS },
    };
    const outcome = await maker.make(order, (step, share) => tell({ state: "making", step, share }));
    if (!outcome.ok) {
      tell({ state: "refused", refusal: outcome });
      return;
    }
    const made = outcome.value;
    await files.put(made.sha256, made.opus);
    const version = versionOf(made, upload.name, wish.sound, actorOf(caller));
    const nowMs = clock.nowMs();
    const added = "clip" in wish ? undefined : newId("c");
    const clip = "clip" in wish ? wish.clip : (added as string);
    const site: SiteId | null = "clip" in wish ? (store.clips.get(clip)?.site ?? null) : wish.site;
    const number = store.tx(() => {
      const detail = { ...{ source: upload.name, sha256: made.sha256, durationMs: made.durationMs }, site };
      const act = added === undefined ? "clip-replace" : "clip-add";
      store.audit.append(caller.entry({ act, object: `clip:${clip}`, detail }));
      if ("clip" in wish) return store.clips.addVersion(clip, version, nowMs);
      const { title, language } = wish;
      store.clips.add({ id: clip, title, language, site }, version, nowMs);
      return 1;
    });
    tell({ state: "made", clip, version: number });
    const act = added === undefined ? "replaced" : "added";
    feed.publish({ atMs: nowMs, kind: "clips-changed", subject: clip, site, body: { act } });
    await uploads.remove(upload.id);
  }
}

function versionOf(made: MadeClip, name: string, sound: ClipSound, by: BroadcastActor): NewClipVersion {
  const { sha256, opus, durationMs, beforeLufs, afterLufs, truePeakDb, waveform } = made;
  return {
    ...{ sha256, bytes: opus.length, durationMs, beforeLufs, afterLufs, truePeakDb, waveform, sound, by },
    source: { name, format: made.format, bytes: made.sourceBytes, sha256: made.sourceSha256 },
  };
}
