import type { Camera, ListeningPoint, Room, Site, Speaker, Zone, ZoneId } from "../model";
import type { MapLayer } from "./map-layer";

/** A zone as the town file has it: who is in it stands with each speaker. */
export type TownZone = Omit<Zone, "speakers">;

export interface TownSpeaker extends Speaker {
  /** Sorted, without repeats. */
  readonly zones: readonly ZoneId[];
}

/** Everything a town file describes, places in WGS-84. */
export interface Town {
  readonly sites: readonly Site[];
  readonly rooms: readonly Room[];
  readonly zones: readonly TownZone[];
  readonly speakers: readonly TownSpeaker[];
  readonly cameras: readonly Camera[];
  readonly listeningPoints: readonly ListeningPoint[];
  readonly maps: readonly MapLayer[];
}

/** The kinds of things in a town, in the order in which one may refer to another. */
export const TOWN_KINDS = [
  "sites",
  "rooms",
  "zones",
  "speakers",
  "cameras",
  "listeningPoints",
  "maps",
] as const;
export type TownKind = (typeof TOWN_KINDS)[number];
export type TownItem = Town[TownKind][number];

export const EMPTY_TOWN: Town = {
  sites: [],
  rooms: [],
  zones: [],
  speakers: [],
  cameras: [],
  listeningPoints: [],
  maps: [],
};

/** Where something stands in the file that was read: both from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}
export type TownPath = readonly (string | number)[];
/** Finds the line and column of a member of the document, as the YAML or CSV reader knows them. */
export type Locate = (path: TownPath) => TextPosition | undefined;

export const TOWN_FAULT_CODES = [
  "town-syntax",
  "town-version",
  "town-later-version",
  "town-unknown-key",
  "town-field-invalid",
  "town-duplicate-id",
  "town-reference-unknown",
  "town-site-cycle",
  "town-time-zone-missing",
  "town-column-unknown",
  "town-column-missing",
  "town-row-invalid",
  "town-csv-quote",
] as const;
export type TownFaultCode = (typeof TOWN_FAULT_CODES)[number];

/** One thing wrong with a file, where it is, and what to do about it. */
export interface TownFault {
  readonly code: TownFaultCode;
  /** From 1; 0 where the reader did not say. */
  readonly line: number;
  readonly column: number;
  /** `speakers[3].audibleMetres`, or the name of a CSV column. */
  readonly where: string;
  readonly detail: string;
  readonly cure: string;
}

/** More than that helps nobody; the refusal says how many there were. */
export const TOWN_FAULTS_SHOWN = 100;
