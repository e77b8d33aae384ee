import { asId, type OperatorId, type Room, type RoomId, type Site, type SiteId, SiteTree } from "../model";
import { type Actor, EVERYWHERE, type Grant, type Role, type TokenScope } from "./grant";
import { ROLE_MAX_PRIORITY } from "./priority";

const site = (id: string, parent: string | null): Site => ({
  id: asId<SiteId>(id),
  name: id,
  parent: parent === null ? null : asId<SiteId>(parent),
  timeZone: parent === null ? "Asia/Shanghai" : null,
});

/** town > east (> east-hamlet), west */
export const TREE = new SiteTree([
  site("town", null),
  site("east", "town"),
  site("east-hamlet", "east"),
  site("west", "town"),
]);

export const at = (...ids: string[]): SiteId[] => ids.map((id) => asId<SiteId>(id));

export function grant(role: Role, where: string, fields: Partial<Grant> = {}): Grant {
  return {
    role,
    site: where === EVERYWHERE ? EVERYWHERE : asId<SiteId>(where),
    maxPriority: ROLE_MAX_PRIORITY[role],
    permissions: [],
    ...fields,
  };
}

export function room(kind: Room["kind"]): Room {
  return { id: asId<RoomId>("room"), name: "room", site: asId<SiteId>("town"), kind };
}

export function actor(grants: Grant[], fields: Partial<Actor> = {}): Actor {
  return {
    operator: asId<OperatorId>("ann"),
    name: "ann",
    room: room("village"),
    grants,
    token: null,
    ...fields,
  };
}

export function withToken(owner: Actor, scope: Partial<TokenScope>, expiresAtMs = 1_000): Actor {
  const full: TokenScope = {
    acts: ["see", "talk", "play", "stop"],
    sites: null,
    maxPriority: 79,
    permissions: [],
    ...scope,
  };
  return { ...owner, token: { id: "token", scope: full, expiresAtMs } };
}
