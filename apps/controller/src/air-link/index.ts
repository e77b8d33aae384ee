export { AirClient, type AirClientOptions } from "./air-client";
export { type StoppableAsk, stoppableAsk } from "./stoppable-ask";
export type { AirLink, AirPeer } from "./types";
