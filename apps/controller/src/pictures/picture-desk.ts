import { accept, type Outcome, refuse } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { CameraNetworks } from "./camera-networks";
import { fetchPicture, type PictureRefusal } from "./fetch-picture";

export type Picture = Outcome<Uint8Array, PictureRefusal | "picture-none">;

/** A camera is asked at most so often, however many look, ms. */
const FRESH_MS = 450;
/** One that does not answer is left alone for so long, ms. */
const REST_MS = 3_000;
/** Cameras whose last picture is kept. */
const MOST_KEPT = 64;

interface Kept {
  readonly atMs: number;
  readonly picture: Promise<Picture>;
  failed: boolean;
}

/** Pictures of cameras for browsers and snapshots: one request to a camera serves everybody who looks. */
export class PictureDesk {
  private readonly store: Pick<Store, "cameraPictures">;
  private readonly networks: CameraNetworks;
  private readonly monotonicMs: () => number;
  private readonly kept = new Map<string, Kept>();

  constructor(parts: {
    readonly store: Pick<Store, "cameraPictures">;
    readonly networks: CameraNetworks;
    readonly monotonicMs: () => number;
  }) {
    this.store = parts.store;
    this.networks = parts.networks;
    this.monotonicMs = parts.monotonicMs;
  }

  now(camera: string): Promise<Picture> {
    const nowMs = this.monotonicMs();
    const before = this.kept.get(camera);
    if (before !== undefined && nowMs - before.atMs < (before.failed ? REST_MS : FRESH_MS))
      return before.picture;
    const kept: Kept = { atMs: nowMs, picture: this.fetch(camera), failed: false };
    void kept.picture.then((picture) => {
      kept.failed = !picture.ok;
    });
    this.kept.delete(camera);
    this.kept.set(camera, kept);
    const [oldest] = this.kept.size > MOST_KEPT ? this.kept.keys() : [];
    if (oldest !== undefined) this.kept.delete(oldest);
    return kept.picture;
  }

  /** Another address or password: what was kept says nothing any more. */
  forget(camera: string): void {
    this.kept.delete(camera);
  }

  private async fetch(camera: string): Promise<Picture> {
    const source = this.store.cameraPictures.get(camera);
    if (source === undefined) return refuse("picture-none", `${camera} has no picture`, { camera });
    const password = this.store.cameraPictures.password(camera) ?? "";
    const login = source.user === null ? undefined : { user: source.user, password };
    return fetchPicture(new URL(source.url), login, this.networks);
  }
}

/** The address of a picture as it may be kept. `camera-not-allowed`: not http, or with a user in it. */
export function pictureUrl(text: string): Outcome<URL, "camera-not-allowed"> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    return refuse("camera-not-allowed", "the address of a picture is http:// or https://");
  if (url.username !== "" || url.password !== "")
    return refuse("camera-not-allowed", "user and password have members of their own");
  return accept(url);
}
