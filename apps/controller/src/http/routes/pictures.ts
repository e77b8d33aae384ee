import type { routes } from "@dalaba/api";
import { accept, type Camera, type Outcome, refuse } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import type { IncidentDesk } from "../../incidents";
import { type PictureDesk, pictureUrl, type Snapshots } from "../../pictures";
import type { Caller, Handlers } from "../context";

interface PictureRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly pictures: PictureDesk;
  readonly snapshots: Snapshots;
  readonly incidents: IncidentDesk;
}

export function pictureHandlers(parts: PictureRouteParts): Handlers<typeof routes.pictures> {
  const { store, clock, pictures, snapshots, incidents } = parts;
  const there = (id: string, act: "see" | "manage-town", caller: Caller): Outcome<Camera> => {
    const camera = store.town.camera(id);
    if (camera === undefined) return refuse("camera-unknown", `no camera ${id}`, { camera: id });
    const may = caller.permit(act, { sites: [camera.site] });
    return may.ok ? accept(camera) : may;
  };
  const none = (id: string) => refuse("picture-none", `${id} has no picture`, { camera: id });
  return {
    async readPicture({ params: { id } }, caller) {
      const camera = there(id, "see", caller);
      if (!camera.ok) return camera;
      const picture = await pictures.now(id);
      return picture.ok ? jpeg(picture.value) : picture;
    },
    showPictureSource({ params: { id } }, caller) {
      const camera = there(id, "manage-town", caller);
      if (!camera.ok) return camera;
      const source = store.cameraPictures.get(id);
      return source === undefined ? none(id) : accept(source);
    },
    setPictureSource({ params: { id }, body: { url: text, user, password } }, caller) {
      const camera = there(id, "manage-town", caller);
      if (!camera.ok) return camera;
      const url = pictureUrl(text);
      if (!url.ok) return url;
      const source = { camera: id, url: url.value.href, user, changedAtMs: clock.nowMs() };
      store.tx(() => {
        store.cameraPictures.put(source, password);
        const detail = { url: source.url };
        store.audit.append(caller.entry({ act: "picture-source", object: `camera:${id}`, detail }));
      });
      pictures.forget(id);
      return accept(source);
    },
    removePictureSource({ params: { id } }, caller) {
      const camera = there(id, "manage-town", caller);
      if (!camera.ok) return camera;
      if (!store.cameraPictures.remove(id)) return none(id);
      store.audit.append(caller.entry({ act: "picture-source-remove", object: `camera:${id}` }));
      pictures.forget(id);
      return accept(undefined);
    },
    async readSnapshot({ params: { id, name } }, caller) {
      const found = incidents.seen(id, caller);
      if (!found.ok) return found;
      const picture = await snapshots.read(id, name);
      return picture === undefined
        ? refuse("picture-none", `no picture was kept of ${id}`, { camera: found.value.camera })
        : jpeg(picture);
    },
  };
}

function jpeg(picture: Uint8Array): Response {
  return new Response(picture as Uint8Array<ArrayBuffer>, {
    headers: { "content-type": "image/jpeg", "cache-control": "no-store" },
  });
}
