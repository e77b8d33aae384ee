export { issueCredentials, type JoinAddresses } from "./credentials";
export { Fleet, type FleetParts } from "./fleet";
export { groupOf } from "./groups";
export { httpUrl, joinAddresses, reachableHost } from "./join-addresses";
export { HEARTBEAT_MS, type KnownPresence, PresenceBook } from "./presence-book";
export { PresenceKeeper } from "./presence-keeper";
export { type NewSpeakers, SpeakerActs } from "./speaker-acts";
export type { TownView } from "./town-view";
