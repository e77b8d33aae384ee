import type { Scope, UpLeaf } from "@dalaba/protocol";
import type { DocumentEntry } from "./ipc";

/** A signed order and who it is for. Repeats carry the same bytes. */
export interface OrderMail {
  readonly bytes: Uint8Array;
  readonly scope: Scope;
  /** Whom to reach now: for a repeat, those that have not answered. */
  readonly to: readonly string[];
}

/** The audio of one broadcast on its way to its speakers. */
export interface AudioRoute {
  /** From now on this speaker gets the audio. */
  add(speaker: string): void;
  remove(speaker: string): void;
  /** Sends one audio message to everyone on the route. Never waits; who cannot take it now goes without. */
  send(message: Uint8Array): void;
}

/** The way down to the speakers: the embedded broker with its fast path, or a client of an external one. */
export interface Downlink {
  readonly kind: "embedded" | "external";
  /** Added to t0 when audio comes on a topic of its own that speakers must subscribe to first, µs. */
  readonly adHocLeadUs: number;
  /** True when the speaker is there, as far as this side can know. */
  present(speaker: string): boolean;
  /** True when something sent now can arrive; behind a foreign broker also to who has not been heard yet. */
  reaches(speaker: string): boolean;
  order(mail: OrderMail): void;
  route(topic: string): AudioRoute;
  /** Answers a clock request that came by MQTT. */
  clockReply(speaker: string, bytes: Uint8Array): void;
  /** Retained; sent at once to whoever is connected. */
  putDocuments(documents: readonly DocumentEntry[]): Promise<void>;
  /** Ends a speaker's connection, where there is one to end. */
  drop(speaker: string, why: string): void;
  close(): Promise<void>;
}

/** What a downlink tells of the way up. */
export interface UplinkListener {
  /** A message on one of the speaker's own topics, rights checked, contents not. `retained`: an old copy. */
  heard(speaker: string, leaf: UpLeaf, payload: Uint8Array, atUs: number, retained: boolean): void;
  connected(speaker: string): void;
  closed(speaker: string, why: string): void;
  /** Something was refused; `speaker` is set when its credential did it. */
  refused(code: string, detail: string, speaker?: string): void;
}
