import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Credentials, Crypto } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { Recorder } from "../card/recorder";
import type { Sink } from "../card/sound-card";
import type { Truth } from "../card/truth";
import type { Fault } from "../faults/fault";
import type { SessionEnd } from "../mqtt/session";
import { SharedFiles, unsharedFiles } from "../programme/stored-files";
import { FACTORY_LIMITS, type FactoryLimits } from "../speaker/factory-limits";
import { FileFlash, MemoryFlash } from "../speaker/flash";
import { unsharedMessages } from "../speaker/message-source";
import type { SpeakerDecoders } from "../speaker/speaker-parts";
import { ClipClient } from "./clip-client";
import { ClockSocket } from "./clock-socket";
import { DecoderPool } from "./decoder-pool";
import { Device } from "./device";
import type { DeviceState } from "./device-options";
import { fresh } from "./fresh-id";
import { machineUs } from "./machine-time";
import { MemoDecoding } from "./memo-decoder";
import { MemoMessages } from "./memo-messages";
import { seededRandom } from "./random";
import { rehearse } from "./rehearsal";
import { measureVerifyUs } from "./verify-time";

/** A fleet of simulated speakers in one process, on one timer. */

export interface FleetOptions {
  readonly credentials: readonly Credentials[];
  /** The same seed gives the same crystals, phases and faults; 1 when left out. */
  readonly seed?: number;
  /** So many speakers do the whole work: verify, decode and mix by themselves; 8 when left out. */
  readonly full?: number;
  /**
   * What the others do with audio that was verified once for all: judge each frame by its arrival and count, as they
   * would sound it (`count`, when left out; those being recorded or listened to sound it), or mix what was decoded once
   * for all (`memo`).
   */
  readonly decode?: "memo" | "count";
  /** Crystals lie within ± this; 50 when left out. */
  readonly driftPpm?: number;
  /** Of decoders, cards and recordings, Hz; 16,000 when left out. */
  readonly sampleRate?: 16_000 | 48_000;
  /** From handing a sample over to the horn; 10 when left out. */
  readonly outputDelayMs?: number;
  /** What amplifiers need to wake after 10 s of silence; nothing when left out. */
  readonly wakeMs?: number;
  /** Streams that a speaker sounds at once; 2 when left out. */
  readonly mixed?: 1 | 2;
  /** All have connected once by then; 3,000 when left out. */
  readonly connectWithinMs?: number;
  readonly keepaliveS?: number;
  /** Keeps flash through the end of the process. */
  readonly stateFolder?: string;
  /** Records every speaker from the start. Without it a recording asked for later goes to a temporary folder. */
  readonly recordFolder?: string;
  readonly limits?: FactoryLimits;
  /** Room for clips in a speaker, KiB; 0: they keep none; 16,384 when left out. */
  readonly clipKiB?: number;
  readonly crypto?: Crypto;
  /** Where a speaker's sound goes, besides nowhere. */
  readonly sink?: (speaker: string) => Sink | undefined;
  readonly trouble?: (speaker: string, code: SessionEnd, detail: string) => void;
}

export interface SpeakerTruth extends Truth {
  readonly speaker: string;
}

export interface Fleet {
  readonly size: number;
  readonly online: number;
  states(): DeviceState[];
  state(speaker: string): DeviceState | undefined;
  /** Of the speakers that sounded it, in the order of the credentials. */
  truth(broadcast: string): SpeakerTruth[];
  /** False when there is no such speaker. */
  fault(speaker: string | "all", fault: Fault): boolean;
  /** Begins or ends the recording of a speaker. False when there is no such speaker. */
  record(speaker: string, on: boolean): boolean;
  /** The recording so far, as a WAV file; undefined when there is none. */
  wav(speaker: string): { readonly bytes: Buffer; readonly startUs: number } | undefined;
  readonly sampleRate: number;
  /**
   * Everything a speaker puts out from now on, silence too, goes to `sink` as well, one that only counts sounds for it,
   * and the fleet closes it when it ends. Answers how to leave; undefined when there is no such speaker.
   */
  listen(speaker: string, sink: Sink): (() => void) | undefined;
  /** Resolves when so many (all) are online; rejects after `timeoutMs`. */
  whenOnline(count?: number, timeoutMs?: number): Promise<void>;
  /** Leaves politely: receipts, status offline. */
  close(): Promise<void>;
}

/** From so many on, code that has not run yet makes them late: they rehearse, which takes half a second. */
const CROWD = 32;
const TICK_MS = 10;
/** DISCONNECT and what was said before it are given this long to leave. */
const GOODBYE_MS = 150;

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { credentials, sampleRate = 16_000, full = 8, decode = "count", seed = 1 } = options;
  const pool = await DecoderPool.create(sampleRate, Math.min(credentials.length, full) + 2);
  if (credentials.length >= CROWD)
    await rehearse({ pool, decode, sampleRate, outputDelayMs: options.outputDelayMs ?? 10 });
  return new RunningFleet(options, {
    pool,
    full,
    decode,
    seed,
    sampleRate,
    sunk: options.sink !== undefined,
  });
}

interface Chosen {
  readonly pool: DecoderPool;
  readonly full: number;
  readonly decode: "memo" | "count";
  readonly seed: number;
  readonly sampleRate: 16_000 | 48_000;
  /** Speakers play somewhere. */
  readonly sunk: boolean;
}

class RunningFleet implements Fleet {
  readonly #devices: Device[];
  readonly #byId: Map<string, Device>;
  readonly #chosen: Chosen;
  readonly #clocks = new ClockSocket();
  readonly #clipClient = new ClipClient();
  readonly #memo: MemoDecoding;
  readonly #timer: NodeJS.Timeout;
  readonly #finished = new Map<string, Recorder>();
  #recordFolder: string | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: FleetOptions, chosen: Chosen) {
    this.#chosen = chosen;
    this.#memo = new MemoDecoding(chosen.pool);
    this.#recordFolder = options.recordFolder;
    const nowUs = machineUs();
    const verifyUs = measureVerifyUs(options.crypto ?? nodeCrypto);
    const shared = new MemoMessages();
    const files = new SharedFiles();
    this.#devices = options.credentials.map((each, i) => {
      const whole = i < chosen.full;
      const random = seededRandom(chosen.seed, each.id);
      const { driftPpm = 50, connectWithinMs = 3_000, stateFolder } = options;
      return new Device(
        {
          credentials: each,
          crypto: options.crypto ?? nodeCrypto,
          flash: stateFolder === undefined ? new MemoryFlash() : new FileFlash(stateFolder, each.id),
          messages: whole ? unsharedMessages : shared,
          decoders: this.#decoders(each.id, whole),
          clocks: this.#clocks,
          limits: options.limits ?? FACTORY_LIMITS,
          sampleRate: chosen.sampleRate,
          outputDelayMs: options.outputDelayMs ?? 10,
          wakeMs: options.wakeMs ?? 0,
          mixed: options.mixed ?? 2,
          verifyUs,
          random,
          fresh,
          ppm: (random() * 2 - 1) * driftPpm,
          firstConnectUs: nowUs + random() * connectWithinMs * 1000,
          sink: options.sink?.(each.id),
          full: whole,
          keepaliveS: options.keepaliveS ?? 20,
          clipBytes: (options.clipKiB ?? 16_384) * 1024,
          files: whole ? unsharedFiles : files,
          clipClient: this.#clipClient,
          trouble: options.trouble ?? (() => {}),
        },
        nowUs,
      );
    });
    this.#byId = new Map(this.#devices.map((device) => [device.id, device]));
    if (options.recordFolder !== undefined) for (const device of this.#devices) this.record(device.id, true);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  #decoders(speaker: string, whole: boolean): SpeakerDecoders {
    const { pool, decode } = this.#chosen;
    if (whole) {
      const taken = new Map<unknown, ReturnType<DecoderPool["take"]>>();
      return {
        sounding: () => {
          const decoder = pool.take();
          if (decoder) taken.set(decoder, decoder);
          return decoder;
        },
        listening: () => undefined,
        done: (decoder) => {
          const own = taken.get(decoder);
          taken.delete(decoder);
          if (own) pool.give(own);
        },
      };
    }
    const memo = this.#memo;
    return {
      sounding: () => (decode === "memo" || this.#isHeard(speaker) ? memo.decoder() : undefined),
      listening: () => memo.decoder(),
      done: () => {},
    };
  }

  /** Somebody listens: from the next broadcast on it sounds whole, whatever the others do. */
  #isHeard(speaker: string): boolean {
    const device = this.#byId.get(speaker);
    return device?.recorder !== undefined || (device?.listeners.size ?? 0) > 0 || this.#chosen.sunk;
  }

  #tick(): void {
    this.#memo.tick(machineUs());
    for (const device of this.#devices) device.tick();
  }

  get size(): number {
    return this.#devices.length;
  }

  get online(): number {
    return this.#devices.reduce((sum, device) => sum + (device.online ? 1 : 0), 0);
  }

  states(): DeviceState[] {
    return this.#devices.map((device) => device.state);
  }

  state(speaker: string): DeviceState | undefined {
    return this.#byId.get(speaker)?.state;
  }

  truth(broadcast: string): SpeakerTruth[] {
    return this.#devices.flatMap((device) => {
      const truth = device.truth(broadcast);
      return truth ? [{ speaker: device.id, ...truth }] : [];
    });
  }

  fault(speaker: string, fault: Fault): boolean {
    const struck = speaker === "all" ? this.#devices : [this.#byId.get(speaker)];
    for (const device of struck) device?.fault(fault);
    return struck[0] !== undefined;
  }

  record(speaker: string, on: boolean): boolean {
    const device = this.#byId.get(speaker);
    if (!device) return false;
    const nowUs = machineUs();
    const old = device.recorder;
    if (on && !old) {
      this.#recordFolder ??= mkdtempSync(join(tmpdir(), "dalaba-sim-"));
      device.recorder = new Recorder(this.#recordFolder, speaker, this.#chosen.sampleRate, nowUs);
      this.#finished.delete(speaker);
    } else if (!on && old) {
      old.close(nowUs);
      device.recorder = undefined;
      this.#finished.set(speaker, old);
    }
    return true;
  }

  wav(speaker: string): { readonly bytes: Buffer; readonly startUs: number } | undefined {
    const recorder = this.#byId.get(speaker)?.recorder ?? this.#finished.get(speaker);
    return recorder && { bytes: recorder.read(machineUs()), startUs: recorder.startUs };
  }

  get sampleRate(): number {
    return this.#chosen.sampleRate;
  }

  listen(speaker: string, sink: Sink): (() => void) | undefined {
    const listeners = this.#byId.get(speaker)?.listeners;
    listeners?.add(sink);
    return listeners && (() => void listeners.delete(sink));
  }

  async whenOnline(count = this.size, timeoutMs = 60_000): Promise<void> {
    const until = performance.now() + timeoutMs;
    while (this.online < count) {
      if (performance.now() > until) throw new Error(`${this.online} of ${count} speakers online`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearInterval(this.#timer);
    for (const device of this.#devices) device.close();
    this.#clocks.close();
    this.#clipClient.close();
    this.#memo.close();
    await new Promise((resolve) => setTimeout(resolve, GOODBYE_MS));
    this.#chosen.pool.close();
  }
}
