import {
  type AdmissionRefusal,
  admitConfig,
  admitKeySet,
  type ClockReply,
  type Crypto,
  isQuietAt,
  type KeySet,
  type Limits,
  readConfig,
  type SpeakerConfig,
  type SpeakerIdentity,
} from "@dalaba/protocol";
import type { Flash } from "./flash";
import { FLOOR_MARGIN_MS } from "./utc";

/** What a speaker believes: the pinned root, the key set and its cfg, each never older than the one it keeps. */

const NO_GROUPS: ReadonlySet<string> = new Set();
const FLOOR_STEP_MS = 86_400_000;

export type DocumentResult =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly code: AdmissionRefusal; readonly detail: string };

export class Trust {
  readonly #crypto: Crypto;
  readonly #flash: Flash;
  readonly #speaker: string;
  readonly #rootKey: Uint8Array;
  #keys: KeySet | undefined;
  #keysVersion = 0;
  #config: SpeakerConfig | undefined;
  #cfgVersion = 0;
  #groups = NO_GROUPS;
  /** A cfg that came before the keys it is signed with. */
  #waiting: Uint8Array | undefined;

  constructor(crypto: Crypto, flash: Flash, speaker: string, rootKey: Uint8Array) {
    this.#crypto = crypto;
    this.#flash = flash;
    this.#speaker = speaker;
    this.#rootKey = rootKey;
    // What flash holds is believed no more than what the wire brings: it is verified again.
    const kept = flash.read();
    if (kept.keys !== "") this.#admitKeys(Buffer.from(kept.keys, "base64"));
    if (kept.cfg !== "") this.#admitCfg(Buffer.from(kept.cfg, "base64"));
  }

  get identity(): SpeakerIdentity {
    return {
      speaker: this.#speaker,
      groups: this.#groups,
      cfgVersion: this.#cfgVersion,
      rootKey: this.#rootKey,
      keys: this.#keys,
    };
  }

  get keys(): KeySet | undefined {
    return this.#keys;
  }

  get keysVersion(): number {
    return this.#keysVersion;
  }

  get cfgVersion(): number {
    return this.#cfgVersion;
  }

  get groups(): ReadonlySet<string> {
    return this.#groups;
  }

  /** undefined until a cfg came: then the factory's level, class and trim hold. */
  get config(): SpeakerConfig | undefined {
    return this.#config;
  }

  /** What the cfg keeps from sounding at a UTC (SPEC 7.1). */
  limitsAt(utcMs: number): Pick<Limits, "muted" | "quiet"> {
    return { muted: this.#config?.muted ?? false, quiet: isQuietAt(this.#config ?? {}, utcMs) };
  }

  /** `bytes` is kept. `changed` also tells of a cfg that had waited for these keys. */
  keySet(bytes: Uint8Array): DocumentResult {
    const before = this.#keysVersion;
    const cfgBefore = this.#cfgVersion;
    const result = this.#admitKeys(bytes);
    if (!result.ok) return result;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (this.#keysVersion !== before) this.#write({ keys: Buffer.from(bytes).toString("base64") });
    if (waiting) this.cfg(waiting);
    return { ok: true, changed: this.#keysVersion !== before || this.#cfgVersion !== cfgBefore };
  }

  /** `bytes` is kept. */
  cfg(bytes: Uint8Array): DocumentResult {
    if (!this.#keys) {
      this.#waiting = bytes;
      return { ok: true, changed: false };
    }
    const before = this.#cfgVersion;
    const result = this.#admitCfg(bytes);
    if (!result.ok) return result;
    if (this.#cfgVersion !== before) this.#write({ cfg: Buffer.from(bytes).toString("base64") });
    return { ok: true, changed: this.#cfgVersion !== before };
  }

  /** Newer documents are on their way, or were lost (SPEC 3.2). */
  behind({ cfgVersion, keyEpoch }: Pick<ClockReply, "cfgVersion" | "keyEpoch">): boolean {
    return cfgVersion > this.#cfgVersion || keyEpoch > (this.#keys?.epoch ?? 0);
  }

  get utcFloorMs(): number {
    return this.#flash.read().utcFloorMs;
  }

  /** Once a day, and with each document (`now`): flash wears. Never lowered (SPEC 3.4). */
  raiseUtcFloor(utcMs: number, now: boolean): void {
    const floorMs = Math.floor(utcMs) - FLOOR_MARGIN_MS;
    const above = floorMs - this.utcFloorMs;
    if (above >= FLOOR_STEP_MS || (now && above > 0)) this.#write({ utcFloorMs: floorMs });
  }

  #write(part: Partial<ReturnType<Flash["read"]>>): void {
    this.#flash.write({ ...this.#flash.read(), ...part });
  }

  #admitKeys(bytes: Uint8Array): DocumentResult {
    const admitted = admitKeySet(this.#crypto, this.identity, this.#keysVersion, bytes);
    if (!admitted.ok) return admitted;
    const changed = admitted.version !== this.#keysVersion;
    this.#keys = admitted.keys;
    this.#keysVersion = admitted.version;
    return { ok: true, changed };
  }

  #admitCfg(bytes: Uint8Array): DocumentResult {
    const admitted = admitConfig(this.#crypto, this.identity, bytes);
    if (!admitted.ok) return admitted;
    const read = readConfig(admitted.envelope);
    if (!read.ok) return read;
    if (read.config.speaker !== this.#speaker)
      return { ok: false, code: "not-target", detail: read.config.speaker };
    const changed = admitted.envelope.counter !== this.#cfgVersion;
    this.#config = read.config;
    this.#cfgVersion = admitted.envelope.counter;
    this.#groups = new Set(read.config.groups);
    return { ok: true, changed };
  }
}
