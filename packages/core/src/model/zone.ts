import type { SiteId, SpeakerId, ZoneId } from "./ids";

/** Named speakers, of one site or of many; the zone itself belongs to one site. */
export interface Zone {
  readonly id: ZoneId;
  readonly name: string;
  readonly site: SiteId;
  /** Sorted by id, without repeats. */
  readonly speakers: readonly SpeakerId[];
}
