import { type CameraId, resolveTarget, type ZoneId } from "@dalaba/core";
import type { Happening } from "@dalaba/core/link";
import type { StoredCameraEvent } from "@dalaba/store";
import type { TownView } from "../fleet";

const DEFAULT_ZONE = "Asia/Shanghai";

/** Zones of the speakers near each camera, reckoned once for a view of the town. */
const zonesByView = new WeakMap<TownView, Map<CameraId, readonly ZoneId[]>>();

/** What a link judges of an event. */
export function happeningOf(
  event: Pick<
    StoredCameraEvent,
    "id" | "source" | "camera" | "site" | "kind" | "zoneInView" | "object" | "score" | "endedAtMs"
  >,
  view: TownView,
): Happening {
  const { id, source, camera, site, kind, zoneInView, object, score } = event;
  const sites = view.tree.lineage(site);
  return {
    ...{ id, source, camera, kind, zoneInView, object, score },
    // A site that was taken out of the town since is still its own.
    sites: sites.length > 0 ? sites : [site],
    timeZone: view.tree.timeZone(site) ?? DEFAULT_ZONE,
    zones: zonesNear(camera, view),
    open: event.endedAtMs === null,
  };
}

function zonesNear(camera: CameraId, view: TownView): readonly ZoneId[] {
  const byCamera = zonesByView.get(view) ?? new Map<CameraId, readonly ZoneId[]>();
  zonesByView.set(view, byCamera);
  let zones = byCamera.get(camera);
  if (zones === undefined) {
    const near = resolveTarget([`near:${camera}`], view.directory);
    const speakers = new Set<string>(near.ok ? near.value.speakers : []);
    zones = view.directory.zones
      .filter((zone) => zone.speakers.some((speaker) => speakers.has(speaker)))
      .map((zone) => zone.id);
    byCamera.set(camera, zones);
  }
  return zones;
}
