import type { RoomId, SiteId } from "./ids";

/** `centre` rooms (a town's command centre) speak above `village` rooms: wire.md clause 5, 64 against 60. */
export type RoomKind = "village" | "centre";

/** Where operators sit. Rights come from grants, never from the room; the room only sets the talk priority. */
export interface Room {
  readonly id: RoomId;
  readonly name: string;
  readonly site: SiteId;
  readonly kind: RoomKind;
}
