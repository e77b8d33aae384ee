import { accept, type Outcome, type Refusal } from "@dalaba/core";
import { type FileRef, toHex } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { SpeakerEntry } from "../air/ipc";
import { type AirLink, type StoppableAsk, stoppableAsk } from "../air-link";
import type { Clock } from "../clock";
import { STREAM_KID } from "../keys";
import type { Log } from "../log";
import type { TroubleBoard } from "../trouble";
import { FleetDocuments } from "./fleet-documents";
import { QuietTable } from "./quiet-table";
import { readTownView, type TownView } from "./town-view";

/** Tried again this long after documents could not be signed, ms. */
const RETRY_MS = 2_000;

export interface FleetParts {
  readonly store: Store;
  readonly air: AirLink;
  readonly clock: Clock;
  readonly log: Log;
  readonly troubles: TroubleBoard;
  /** Epoch of the key set in force. */
  readonly epoch: number;
  /** `udp://host:port` for the cfg documents; empty leaves what the credentials say. */
  readonly clockUrl: () => string;
  /** The programme that speakers keep; undefined while there is none. */
  readonly bundle?: () => FileRef | undefined;
  /** The town changed, and what follows from it may have to be made anew. */
  readonly onChanged?: () => void;
}

/**
 * Keeps `air`'s memory and the signed documents equal to the store: whole on every connection, then only what changed.
 * Whoever changes the town or its speakers calls `changed` afterwards.
 */
export class Fleet {
  private readonly parts: FleetParts;
  private readonly air: StoppableAsk;
  private readonly documents: FleetDocuments;
  private readonly quiet: QuietTable;
  private cached: TownView | undefined;
  /** What `air` was told of each speaker, as text; undefined before the first full state of a connection. */
  private told: Map<string, string> | undefined;
  private running: Promise<Outcome<undefined>> = Promise.resolve(accept(undefined));
  private queued: Promise<Outcome<undefined>> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;
  private leave: () => void = () => undefined;

  constructor(parts: FleetParts) {
    this.parts = parts;
    this.air = stoppableAsk(parts.air);
    this.quiet = new QuietTable(parts.store, parts.clock);
    this.documents = new FleetDocuments({
      ...{ ...parts, air: this.air, quiet: this.quiet },
      bundle: parts.bundle ?? (() => undefined),
    });
  }

  start(): void {
    this.leave = this.parts.air.onPeer((connected) => {
      this.told = undefined;
      if (connected) void this.sync();
    });
    if (this.parts.air.peer) void this.sync();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.leave();
    clearTimeout(this.retry);
    this.air.stop();
    await this.running;
  }

  /** The town as it stands. */
  view(): TownView {
    this.cached ??= readTownView(this.parts.store);
    return this.cached;
  }

  /** Something in the town, its speakers or their credentials changed: tells `air` at once. */
  changed(): Promise<Outcome<undefined>> {
    this.cached = undefined;
    this.parts.onChanged?.();
    return this.sync();
  }

  /** Resolves when what the store said at the time of the call has reached `air`, or why it has not. One runs at a time. */
  private sync(): Promise<Outcome<undefined>> {
    this.queued ??= this.running.then(() => {
      this.queued = undefined;
      this.running = this.bringOver();
      return this.running;
    });
    return this.queued;
  }

  private async bringOver(): Promise<Outcome<undefined>> {
    if (this.stopped) return accept(undefined);
    clearTimeout(this.retry);
    const view = this.view();
    // Whoever is disabled, removed or rotated is shut out before anything is signed.
    const shut = await this.tellSpeakers(view);
    if (!shut.ok) return this.failed(shut);
    const documents = await this.documents.bringUpToDate(view);
    if (!documents.ok) this.failed(documents);
    if (this.told === undefined) {
      const stated = await this.tellState(view);
      if (!stated.ok) return stated;
      if (documents.ok) this.parts.troubles.clear("fleet");
      return documents.ok ? stated : documents;
    }
    if (!documents.ok) return documents;
    // The documents go first: a speaker must have its groups before an order can name them.
    if (documents.value.length > 0) {
      const put = await this.air.ask("documents.put", { documents: documents.value });
      if (!put.ok) return this.failed(put);
    }
    const told = await this.tellSpeakers(view);
    if (!told.ok) return this.failed(told);
    this.parts.troubles.clear("fleet");
    return accept(undefined);
  }

  private async tellState(view: TownView): Promise<Outcome<undefined>> {
    const speakers = this.entries(view);
    const stated = await this.air.ask("state", {
      speakers,
      groups: this.documents.groups(view),
      documents: this.documents.all(),
      epoch: this.parts.epoch,
      streamKid: STREAM_KID,
    });
    if (!stated.ok) return this.failed(stated);
    this.told = new Map(speakers.map((entry) => [entry.id, JSON.stringify(entry)]));
    return accept(undefined);
  }

  /** Tells what changed since the last time; nothing before the first full state. */
  private async tellSpeakers(view: TownView): Promise<Outcome<undefined>> {
    if (this.told === undefined) return accept(undefined);
    const entries = this.entries(view);
    const ids = new Set(entries.map(({ id }) => id));
    const gone = [...this.told.keys()].filter((id) => !ids.has(id));
    const fresh = entries.filter((entry) => this.told?.get(entry.id) !== JSON.stringify(entry));
    if (gone.length > 0) {
      const removed = await this.air.ask("speakers.remove", { ids: gone });
      if (!removed.ok) return removed;
      for (const id of gone) this.told?.delete(id);
    }
    if (fresh.length === 0) return accept(undefined);
    const put = await this.air.ask("speakers.put", {
      speakers: fresh,
      groups: this.documents.groups(view),
    });
    if (!put.ok) return put;
    for (const entry of fresh) this.told?.set(entry.id, JSON.stringify(entry));
    return accept(undefined);
  }

  /** Of the newest cfg document made for a speaker; 0 when there is none. */
  cfgVersion(speaker: string): number {
    return this.documents.versions().get(speaker) ?? 0;
  }

  private entries(view: TownView): readonly SpeakerEntry[] {
    const versions = this.documents.versions();
    const quietOf = this.quiet.now(view);
    return this.parts.store.speakers.allCredentials().map((row) => ({
      id: row.speaker,
      passwordSha256: toHex(row.mqttPasswordSha256),
      pairwiseKey: toHex(row.pairwiseKey),
      devicePublicKey: toHex(row.devicePublicKey),
      // Who is disabled is a member of nothing: the groups are whole without it.
      groups: row.disabled ? [] : (view.groups.get(row.speaker) ?? []),
      delayClass: view.delayClasses.get(row.speaker) ?? "lan",
      cfgVersion: versions.get(row.speaker) ?? 0,
      disabled: row.disabled,
      muted: view.tunings.get(row.speaker)?.muted ?? false,
      quiet: quietOf(row.speaker),
    }));
  }

  private failed(refusal: Refusal): Refusal {
    if (this.stopped) return refusal;
    // Not being connected is the link's trouble, and its return begins anew.
    if (refusal.code !== "air-unreachable") {
      this.parts.log.error({ code: refusal.code }, `air does not take the speakers: ${refusal.detail}`);
      this.parts.troubles.hang("fleet", refusal);
    }
    clearTimeout(this.retry);
    this.retry = setTimeout(() => void this.sync(), RETRY_MS);
    return refusal;
  }
}
