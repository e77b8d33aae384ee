import type { Credentials, Crypto } from "@dalaba/protocol";
import type { Sink } from "../card/sound-card";
import type { SessionEnd } from "../mqtt/session";
import type { StoredFiles } from "../programme/stored-files";
import type { FactoryLimits } from "../speaker/factory-limits";
import type { Flash } from "../speaker/flash";
import type { MessageSource } from "../speaker/message-source";
import type { SpeakerDecoders } from "../speaker/speaker-parts";
import type { ClipClient } from "./clip-client";
import type { ClockSocket } from "./clock-socket";
import type { Random } from "./random";

/** What a simulated device is made of, and what it tells of itself. */

export interface DeviceOptions {
  readonly credentials: Credentials;
  readonly crypto: Crypto;
  readonly flash: Flash;
  readonly messages: MessageSource;
  readonly decoders: SpeakerDecoders;
  readonly clocks: ClockSocket;
  readonly limits: FactoryLimits;
  readonly sampleRate: 16_000 | 48_000;
  readonly outputDelayMs: number;
  readonly wakeMs: number;
  readonly mixed: 1 | 2;
  readonly verifyUs: number;
  readonly random: Random;
  readonly fresh: () => string;
  readonly ppm: number;
  readonly firstConnectUs: number;
  readonly sink: Sink | undefined;
  /** Mixes its sound even when nobody listens. */
  readonly full: boolean;
  readonly keepaliveS: number;
  /** What is worth a line: refused credentials, a broker that is not one. */
  /** Room for clips, bytes. */
  readonly clipBytes: number;
  readonly files: StoredFiles;
  readonly clipClient: ClipClient;
  readonly trouble: (speaker: string, code: SessionEnd, detail: string) => void;
}

export interface DeviceState {
  readonly id: string;
  readonly online: boolean;
  readonly bootId: string;
  readonly sync: string;
  readonly clockErrorUs: number;
  readonly cfgVersion: number;
  readonly keysVersion: number;
  readonly sounding: readonly string[];
  readonly receiptsWaiting: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly ppm: number;
  readonly frozen: boolean;
  readonly recording: boolean;
  /** Why the last connection ended; "" while the first lasts. */
  readonly lastEnd: SessionEnd | "";
  /** The bundle that it keeps, and how many of its clips it lacks. */
  readonly bundle: string;
  readonly clipsMissing: number;
}
