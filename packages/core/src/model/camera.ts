import type { Place } from "../place/place";
import type { CameraId, SiteId } from "./ids";

export interface Camera {
  readonly id: CameraId;
  readonly name: string;
  readonly site: SiteId;
  readonly place: Place;
  /** Degrees clockwise from north, 0 to below 360; null for a dome. */
  readonly bearing: number | null;
  /** Horizontal angle of view in degrees, 1 to 360; null where unknown. */
  readonly fieldOfView: number | null;
}
