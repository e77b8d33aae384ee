import type { FrameDecoder } from "@dalaba/media";
import type { Credentials, Crypto } from "@dalaba/protocol";
import type { Subscription } from "../mqtt/packets";
import type { ClipCache } from "../programme/clip-cache";
import type { FetchAsk } from "../programme/file-fetcher";
import type { StoredFiles } from "../programme/stored-files";
import type { FactoryLimits } from "./factory-limits";
import type { Flash } from "./flash";
import type { MessageSource } from "./message-source";
import type { Hears } from "./player-options";

/** What a speaker is built from and stands on. */

export interface SpeakerLink {
  /** The packet id to be acknowledged for QoS 1, 0 for QoS 0, -1 when the line is down. */
  publish(topic: string, bytes: Uint8Array, qos: 0 | 1, retain: boolean): number;
  subscribe(wanted: readonly Subscription[]): void;
  unsubscribe(filters: readonly string[]): void;
  /** A datagram to `udp://host:port`; false when none can be sent there. */
  datagram(bytes: Uint8Array, url: string): boolean;
  /** Asks for a part of a file at `{httpUrl}/pa/clips/…`; the speaker is told by `fetched`. False: it cannot be asked. */
  fetch?(ask: FetchAsk, authorization: string): boolean;
}

export interface SpeakerDecoders {
  /** For a broadcast that is to sound; undefined: count only. */
  sounding(): FrameDecoder | undefined;
  /** For finding the voice while counting, and for whoever begins to listen meanwhile. */
  listening(): FrameDecoder | undefined;
  done(decoder: FrameDecoder): void;
}

export interface SpeakerOptions {
  readonly credentials: Credentials;
  readonly crypto: Crypto;
  readonly flash: Flash;
  readonly link: SpeakerLink;
  readonly messages: MessageSource;
  readonly decoders: SpeakerDecoders;
  readonly hears: Hears;
  readonly limits: FactoryLimits;
  readonly sampleRate: 16_000 | 48_000;
  /** From handing a sample over to the horn. */
  readonly outputDelayMs: number;
  /** What its amplifier needs to wake; none when left out. */
  readonly wakeMs?: number;
  readonly verifyUs: number;
  /** Streams that it can sound at once; 2 when left out. */
  readonly mixed?: 1 | 2;
  /** For phases: reports, telemetry. */
  readonly random: () => number;
  /** 16 hex digits that nobody can foresee and that never come twice. */
  readonly fresh: () => string;
  readonly bootedUs: number;
  /** Where it keeps clips; left out: it keeps none. */
  readonly clips?: ClipCache;
  /** How stored files are read; by itself when left out. */
  readonly files?: StoredFiles;
}
