import { type ClipReply, type ClipVersionReply, problemOf, type routes, type UploadReply } from "@dalaba/api";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { Store, StoredClip, StoredClipVersion } from "@dalaba/store";
import { type ClipDesk, type ClipFiles, livingClip, type UploadDesk } from "../../clips";
import type { Clock } from "../../clock";
import { fileResponse } from "../../maps/file-response";
import type { Caller, Handlers } from "../context";
import { ownedSite } from "../owned-site";

interface ClipRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly uploads: UploadDesk;
  readonly clips: ClipDesk;
  readonly files: ClipFiles;
}

const ownerOf = ({ actor, by }: Caller): string =>
  `${by === "boot-token" ? "system" : "operator"}:${actor.operator}`;

export function uploadHandlers({ uploads, clips }: ClipRouteParts): Handlers<typeof routes.uploads> {
  return {
    async addUpload({ body }, caller) {
      const added = await uploads.add(body, ownerOf(caller));
      return added.ok ? accept(receiving(added.value)) : added;
    },
    async showUpload({ params: { id } }, caller) {
      return stateOf({ uploads, clips }, id, caller);
    },
    async sendUploadPart({ params: { id }, query: { offset }, bytes }, caller) {
      const idle = clips.idle(id);
      if (!idle.ok) return idle;
      const received = await uploads.receive(id, ownerOf(caller), offset, await bytes());
      return received.ok ? accept(receiving(received.value)) : received;
    },
    async removeUpload({ params: { id } }, caller) {
      const found = await uploads.get(id, ownerOf(caller));
      if (!found.ok) return found;
      const idle = clips.idle(id);
      if (!idle.ok) return idle;
      clips.board.forget(id);
      await uploads.remove(id);
      return accept(undefined);
    },
  };
}

export function clipHandlers(parts: ClipRouteParts): Handlers<typeof routes.clips> {
  const { store, clock, uploads, clips, files } = parts;
  const unknown = (id: string) => refuse("clip-unknown", `no clip ${id}`, { clip: id });
  // The guard has asked for the right to it.
  const living = (id: string) => livingClip(store, id, null);
  return {
    listClips({ query: { after, limit, deleted } }, caller) {
      const page = store.clips.list({
        ...{ limit, sites: caller.sites("see"), deleted: deleted === "true" },
        ...(after === undefined ? {} : { after }),
      });
      return accept({ items: page.items.map(clipReply), next: page.next });
    },
    async addClip({ body: { upload, title, language, site: asked, sound } }, caller) {
      const site = ownedSite(store, asked, caller, "manage-clips");
      if (!site.ok) return site;
      const found = await uploads.get(upload, ownerOf(caller));
      if (!found.ok) return found;
      const begun = clips.begin(found.value, { title, language, site: site.value, sound }, caller);
      return begun.ok ? stateOf(parts, upload, caller) : begun;
    },
    showClip({ params: { id } }) {
      const clip = store.clips.get(id);
      return clip === undefined ? unknown(id) : accept(clipReply(clip));
    },
    changeClip({ params: { id }, body: { title, language } }, caller) {
      const clip = living(id);
      if (!clip.ok) return clip;
      const changes = {
        ...(title === undefined ? {} : { title }),
        ...(language === undefined ? {} : { language }),
      };
      store.tx(() => {
        store.clips.change(id, changes);
        store.audit.append(caller.entry({ act: "clip-change", object: `clip:${id}`, detail: changes }));
      });
      return accept(clipReply(store.clips.get(id) as StoredClip));
    },
    removeClip({ params: { id } }, caller) {
      const clip = living(id);
      if (!clip.ok) return clip;
      const uses = store.tx(() => {
        const uses = store.clips.remove(id, clock.nowMs());
        if (uses.length === 0) store.audit.append(caller.entry({ act: "clip-remove", object: `clip:${id}` }));
        return uses;
      });
      return uses.length === 0
        ? accept(undefined)
        : refuse("clip-in-use", `${uses.length} need ${id}`, { clip: id, uses });
    },
    async restoreClip({ params: { id } }, caller) {
      const { sha256 } = store.clips.get(id)?.newest ?? {};
      // Its row outlives its file: the sweeper takes that after 30 days.
      if (sha256 !== undefined && (await files.file(sha256)) === undefined)
        return refuse("clip-gone", `${id}: its file is swept away`, { sha256 });
      store.tx(() => {
        store.clips.restore(id);
        store.audit.append(caller.entry({ act: "clip-restore", object: `clip:${id}` }));
      });
      const clip = living(id);
      return clip.ok ? accept(clipReply(clip.value)) : clip;
    },
    listClipVersions({ params: { id }, query: { after, limit } }) {
      const page = store.clips.versions(id, { limit, ...(after === undefined ? {} : { after }) });
      return accept({ items: page.items.map(versionReply), next: page.next });
    },
    async addClipVersion({ params: { id }, body: { upload, sound } }, caller) {
      const clip = living(id);
      if (!clip.ok) return clip;
      const found = await uploads.get(upload, ownerOf(caller));
      if (!found.ok) return found;
      const begun = clips.begin(found.value, { clip: id, sound }, caller);
      return begun.ok ? stateOf(parts, upload, caller) : begun;
    },
    async readClip({ params: { id }, query: { version: number }, header }) {
      const version = number === undefined ? store.clips.get(id)?.newest : store.clips.version(id, number);
      if (version === undefined)
        return refuse("clip-version-unknown", `${id} has no version ${number}`, {
          clip: id,
          version: number,
        });
      const file = await files.file(version.sha256);
      if (file === undefined) return refuse("clip-gone", `${version.sha256} is not there`, { clip: id });
      const [range, ifRange, ifNoneMatch] = [header("range"), header("if-range"), header("if-none-match")];
      return fileResponse(file, "audio/ogg", { range, ifRange, ifNoneMatch });
    },
  };
}

function receiving({
  upload,
  received,
}: {
  readonly upload: { readonly id: string; readonly name: string; readonly bytes: number };
  readonly received: number;
}): UploadReply {
  const { id, name, bytes } = upload;
  const nothing = { step: null, share: 0, clip: null, version: null, problem: null };
  return { id, name, bytes, received, state: "receiving", ...nothing };
}

async function stateOf(
  { uploads, clips }: Pick<ClipRouteParts, "uploads" | "clips">,
  id: string,
  caller: Caller,
): Promise<Outcome<UploadReply>> {
  const told = clips.board.get(id);
  if (told?.owner !== ownerOf(caller)) {
    const found = await uploads.get(id, ownerOf(caller));
    return found.ok ? accept(receiving(found.value)) : found;
  }
  const { making, name, bytes } = told;
  const base = { ...receiving({ upload: { id, name, bytes }, received: bytes }), state: making.state };
  if (making.state === "making") return accept({ ...base, step: making.step, share: making.share });
  if (making.state === "made")
    return accept({ ...base, share: 1, clip: making.clip, version: making.version });
  const { code, detail, params } = making.refusal;
  return accept({ ...base, problem: problemOf(code, detail, params) });
}

function clipReply(clip: StoredClip): ClipReply {
  const { id, title, language, site, createdAtMs, deletedAtMs, newest } = clip;
  return { id, title, language, site, createdAtMs, deletedAtMs, newest: versionReply(newest) };
}

function versionReply({ clip: _, waveform, source, by, ...rest }: StoredClipVersion): ClipVersionReply {
  return {
    ...rest,
    waveform: Buffer.from(waveform).toString("base64"),
    ...{ source: { ...source }, by: { ...by } },
  };
}
