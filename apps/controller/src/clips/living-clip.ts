import { accept, type Outcome, refuse, type SiteId } from "@dalaba/core";
import type { Store, StoredClip } from "@dalaba/store";
import type { Caller } from "../http/context";

/** Whether this caller sees what belongs to that site; what belongs to the whole installation everybody sees. */
export function sees(caller: Pick<Caller, "sites">, site: SiteId | null): boolean {
  return site === null || caller.sites("see").includes(site);
}

/** A clip that is there, not deleted, and seen by this caller; null: nobody asks whose it is. `clip-unknown` */
export function livingClip(
  store: Pick<Store, "clips">,
  id: string,
  caller: Pick<Caller, "sites"> | null,
): Outcome<StoredClip> {
  const clip = store.clips.get(id);
  if (clip === undefined || clip.deletedAtMs !== null || (caller !== null && !sees(caller, clip.site)))
    return refuse("clip-unknown", `no clip ${id}`, { clip: id });
  return accept(clip);
}
