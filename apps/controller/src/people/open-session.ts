import { type Outcome, permit, refuse, SiteTree } from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";
import type { Clock } from "../clock";
import type { SessionBook } from "./session-book";

export interface OpenSessionParts {
  readonly store: Pick<Store, "operators" | "town" | "audited">;
  readonly sessions: SessionBook;
  readonly clock: Clock;
}

/** Where someone sits sets the priority of a talk, so only a room of one's own sites may be named. */
export function chooseRoom(
  parts: Omit<OpenSessionParts, "sessions">,
  operator: Operator,
  asked: string | undefined,
): Outcome<string | null, "room-unknown" | "room-not-yours"> {
  if (asked === undefined || asked === operator.room) return { ok: true, value: operator.room };
  const room = parts.store.town.room(asked);
  if (room === undefined) return refuse("room-unknown", `no room ${asked}`, { room: asked });
  const tree = new SiteTree(parts.store.town.sites());
  const actor = parts.store.operators.actor(operator.id, asked);
  const sees = actor && permit(actor, "see", { sites: [room.site] }, tree, parts.clock.nowMs()).ok;
  return sees ? { ok: true, value: asked } : refuse("room-not-yours", `${asked} stands outside your sites`);
}

export interface OpenedSession {
  readonly id: string;
  readonly secret: string;
  readonly expiresAtMs: number;
}

/** Begins a session and its audit row in one transaction. */
export function openSession(
  parts: OpenSessionParts,
  operator: Operator,
  how: {
    readonly room: string | null;
    readonly address: string;
    readonly agent: string;
    readonly byLink: boolean;
  },
): OpenedSession {
  return parts.store.audited(
    (opened) => ({
      atMs: parts.clock.nowMs(),
      actor: `operator:${operator.id}`,
      room: how.room,
      address: how.address,
      act: "sign-in",
      object: `session:${opened.id}`,
      why: null,
      result: "ok",
      detail: { name: operator.name, byLink: how.byLink },
    }),
    () => parts.sessions.begin({ operator: operator.id, ...how }),
  );
}
