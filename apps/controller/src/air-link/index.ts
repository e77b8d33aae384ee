export { AirClient, type AirClientOptions } from "./air-client";
export type { AirLink, AirPeer } from "./types";
