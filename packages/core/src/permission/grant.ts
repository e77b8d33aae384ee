import type { OperatorId, Room, SiteId } from "../model";
import type { Act } from "./acts";

export const ROLES = ["viewer", "operator", "supervisor", "technician", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Rights that no role brings by itself: they are given by name. `emergency` opens priorities 80-100. */
export const PERMISSIONS = ["emergency"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** As the site of a grant: the whole installation, sites to come and new roots too. */
export const EVERYWHERE = "*";
export type SiteScope = SiteId | typeof EVERYWHERE;

/** A role over one site and everything below it, or everywhere. */
export interface Grant {
  readonly role: Role;
  readonly site: SiteScope;
  /** Highest priority below 80 that may be started or stopped: 0 to 79. */
  readonly maxPriority: number;
  readonly permissions: readonly Permission[];
}

/** What an API token may use of its owner's rights. The owner's own rights still bound every act. */
export interface TokenScope {
  readonly acts: readonly Act[];
  /** Subtrees; null means wherever the owner may. */
  readonly sites: readonly SiteId[] | null;
  readonly maxPriority: number;
  readonly permissions: readonly Permission[];
}

/** An authenticated person, at a room or not, by session or by token. */
export interface Actor {
  readonly operator: OperatorId;
  readonly name: string;
  readonly room: Room | null;
  readonly grants: readonly Grant[];
  /** Null for a person's own sign-in. */
  readonly token: { readonly id: string; readonly scope: TokenScope; readonly expiresAtMs: number } | null;
}
