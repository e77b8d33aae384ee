import {
  type Bundle,
  type Crypto,
  chimeMs,
  clipMac,
  fromHex,
  type Offer,
  type SpeakerConfig,
  type Status,
  toHex,
} from "@dalaba/protocol";
import type { Flash } from "../speaker/flash";
import type { OrderDesk } from "../speaker/order-desk";
import { clipsNeeded, dueAlone, type Listener, offerAlone } from "./alone";
import { BegunJournal } from "./begun-journal";
import { ClipCache, type ClipPackets } from "./clip-cache";
import { type FetchAnswer, type FetchAsk, type FetchedFile, FileFetcher } from "./file-fetcher";
import { type StoredFiles, unsharedFiles } from "./stored-files";

/** The clips and the programme that a speaker keeps, and when it sounds it by itself (SPEC 13). */

export interface ProgrammePorts {
  readonly crypto: Crypto;
  readonly pairwiseKey: Uint8Array;
  readonly flash: Flash;
  /** Left out: it keeps none. */
  readonly clips?: ClipCache;
  /** Left out: it reads for itself. */
  readonly files?: StoredFiles;
  readonly random: () => number;
  listener(): Listener;
  /** Asks the controller for a part of a file; false when it cannot be asked. The answer comes as `answered`. */
  fetch(ask: FetchAsk, authorization: string): boolean;
  /** serverTime, and whose, of a UTC by this speaker's clock; undefined while it has none. */
  serverTimeOf(utcMs: number): { readonly clockId: string; readonly t0Us: number } | undefined;
  /** Where arbitration decides about offers of its own. */
  desk(): Pick<OrderDesk, "begin" | "cancel" | "holds">;
  /** What STATUS says of it is another. */
  changed(): void;
}

const ALONE_AFTER_US = 30_000_000;
const LOOK_EVERY_US = 1_000_000;

export class StoredProgramme {
  readonly #ports: ProgrammePorts;
  readonly #cache: ClipCache;
  readonly #fetcher: FileFetcher;
  readonly #journal: BegunJournal;
  #ref: SpeakerConfig["bundle"];
  #bundle: Bundle | undefined;
  #missing = 0;
  #contactUs: number;
  #lookUs = 0;
  /** Begun alone and perhaps sounding. */
  readonly #own = new Set<string>();

  constructor(ports: ProgrammePorts, bootedUs: number) {
    this.#ports = ports;
    this.#cache = ports.clips ?? new ClipCache(0);
    this.#fetcher = new FileFetcher((bytes) => toHex(ports.crypto.sha256(bytes)), ports.random);
    this.#journal = new BegunJournal(ports.flash);
    this.#contactUs = bootedUs;
  }

  /** For STATUS (SPEC 5.5). */
  get status(): Pick<Status, "clipKiB" | "bundle" | "clipsMissing"> {
    const { maxBytes } = this.#cache;
    if (maxBytes === 0) return {};
    const bundle = this.#bundle && this.#ref ? { bundle: this.#ref.sha256 } : {};
    return { clipKiB: Math.floor(maxBytes / 1024), ...bundle, clipsMissing: this.#missing };
  }

  /** A cfg was accepted: the bundle of the one before is void (SPEC 13.4). */
  configured(config: SpeakerConfig | undefined, nowUs: number, utcMs: number | undefined): void {
    if (this.#cache.maxBytes === 0) return;
    const same = config?.bundle?.sha256 === this.#ref?.sha256;
    this.#ref = config?.bundle;
    this.#fetcher.anew(nowUs);
    if (!same) this.#take(undefined, nowUs, utcMs);
    this.#wantNext(utcMs);
  }

  /** A clock reply was accepted: somebody keeps the programme (SPEC 13.6). */
  attended(nowUs: number): void {
    this.#contactUs = nowUs;
  }

  /** The clip of an offer that is to be started, or undefined: then its audio is listened to. */
  clipOf(offer: Offer): ClipPackets | undefined {
    return offer.clip && offer.m0 === 0 ? this.#cache.use(offer.clip.sha256) : undefined;
  }

  /** Of the bundle: it runs to its end, whatever becomes of the controller (SPEC 13.5). */
  keeps(broadcast: string): boolean {
    return this.#own.has(broadcast) || this.#names(broadcast);
  }

  isOwn(broadcast: string): boolean {
    return this.#own.has(broadcast);
  }

  /** Begun alone and over: an OFFER does not begin it again (SPEC 13.7). */
  played(broadcast: string): boolean {
    return this.#journal.get(broadcast)?.alone === true && !this.#ports.desk().holds(broadcast);
  }

  /** Something started to sound. */
  begun(broadcast: string, utcMs: number): void {
    const alone = this.#own.has(broadcast);
    if (alone || this.#names(broadcast)) this.#journal.add({ broadcast, atUtcMs: Math.floor(utcMs), alone });
  }

  /** `silent`: nothing sounds, so that fetching disturbs nobody. */
  tick(nowUs: number, utcMs: number | undefined, silent: boolean): void {
    if (this.#cache.maxBytes === 0) return;
    if (silent) this.#fetch(nowUs);
    if (nowUs < this.#lookUs || utcMs === undefined) return;
    this.#lookUs = nowUs + LOOK_EVERY_US;
    if (nowUs - this.#contactUs >= ALONE_AFTER_US) this.#beginDue(nowUs, utcMs);
  }

  answered(ask: FetchAsk, answer: FetchAnswer, nowUs: number, utcMs: number | undefined): void {
    const file = this.#fetcher.answered(ask, answer, nowUs);
    if (file) this.#keep(file, nowUs, utcMs);
  }

  #names(broadcast: string): boolean {
    return this.#bundle?.occurrences.some((each) => each.broadcast === broadcast) ?? false;
  }

  #fetch(nowUs: number): void {
    const ask = this.#fetcher.next(nowUs);
    if (ask === undefined) return;
    const { crypto, pairwiseKey, listener, fetch } = this.#ports;
    const mac = clipMac(crypto, pairwiseKey, fromHex(ask.sha256) as Uint8Array);
    if (!fetch(ask, `PA ${listener().speaker}:${mac}`)) this.#fetcher.broke(nowUs);
  }

  #keep({ sha256, bytes }: FetchedFile, nowUs: number, utcMs: number | undefined): void {
    const { files = unsharedFiles } = this.#ports;
    const cache = this.#cache;
    if (sha256 === this.#ref?.sha256) this.#take(files.bundle(sha256, bytes), nowUs, utcMs);
    else {
      const packets = files.clip(sha256, bytes);
      const wanted = this.#needed(utcMs).map((each) => each.sha256);
      if (!packets || !cache.put(sha256, bytes.length, packets, wanted)) this.#fetcher.skip(sha256);
    }
    this.#wantNext(utcMs);
    this.#ports.changed();
  }

  /** Another bundle, or none: what sounds of the old one and is not in it ends (SPEC 13.8). */
  #take(bundle: Bundle | undefined, nowUs: number, utcMs: number | undefined): void {
    this.#bundle = bundle;
    if (bundle === undefined && this.#ref !== undefined) return;
    const desk = this.#ports.desk();
    for (const broadcast of [...this.#own]) {
      if (!desk.holds(broadcast)) this.#own.delete(broadcast);
      else if (!this.#names(broadcast)) desk.cancel(broadcast, nowUs, utcMs ?? 0);
    }
  }

  #needed(utcMs: number | undefined): ReturnType<typeof clipsNeeded> {
    return this.#bundle === undefined ? [] : clipsNeeded(this.#bundle, this.#ports.listener(), utcMs ?? 0);
  }

  #wantNext(utcMs: number | undefined): void {
    const cache = this.#cache;
    const missing = this.#needed(utcMs).filter(({ sha256 }) => !cache.has(sha256));
    this.#missing = missing.length;
    const bundle = this.#ref && this.#bundle === undefined ? [this.#ref] : [];
    this.#fetcher.want([...bundle, ...missing]);
  }

  #beginDue(nowUs: number, utcMs: number): void {
    const { listener, serverTimeOf } = this.#ports;
    const cache = this.#cache;
    const desk = this.#ports.desk();
    if (this.#bundle === undefined) return;
    const { speaker } = listener();
    for (const each of dueAlone(this.#bundle, listener(), utcMs)) {
      if (this.#journal.get(each.broadcast) || desk.holds(each.broadcast) || !cache.has(each.sha256))
        continue;
      const at = serverTimeOf(each.atUtcMs + chimeMs(each.chime));
      if (at === undefined) continue;
      this.#own.add(each.broadcast);
      // Judged as of when it sounds: the quiet hours may end there.
      desk.begin(offerAlone(each, speaker, at), nowUs, Math.max(utcMs, each.atUtcMs));
      if (!desk.holds(each.broadcast)) this.#own.delete(each.broadcast);
    }
  }
}
