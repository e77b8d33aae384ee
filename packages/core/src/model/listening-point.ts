import type { Place } from "../place/place";
import type { ListeningPointId, SiteId } from "./ids";

/** Where people stand: the open square, a bus stop, the door of a school or a clinic. */
export const LISTENING_POINT_KINDS = ["square", "stop", "door"] as const;
export type ListeningPointKind = (typeof LISTENING_POINT_KINDS)[number];

/** A place at which it counts what people hear: overlap is figured there, and plans are made for it. */
export interface ListeningPoint {
  readonly id: ListeningPointId;
  readonly name: string;
  readonly site: SiteId;
  readonly place: Place;
  readonly kind: ListeningPointKind;
  /** How much it counts beside the others, 1 to 100. */
  readonly weight: number;
}
