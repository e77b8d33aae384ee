import {
  type AuditEntry,
  accept,
  isId,
  type Outcome,
  refuse,
  roundPlace,
  type SiteId,
  SPEAKER_DEFAULTS,
  type Speaker,
  type SpeakerId,
} from "@dalaba/core";
import type { Credentials } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import { RESERVED_USERS } from "../broker";
import type { Clock } from "../clock";
import type { EventFeed } from "../feed/types";
import type { AuditedAct } from "../http/context";
import { issueCredentials, type JoinAddresses } from "./credentials";
import type { Fleet } from "./fleet";
import type { PresenceBook } from "./presence-book";

export interface NewSpeakers {
  readonly site: SiteId;
  readonly name: string;
  readonly at: { readonly lat: number; readonly lon: number };
  readonly count: number;
  /** The id itself, or what numbered ids begin with when there are several. */
  readonly id?: string | undefined;
  readonly delayClass: Speaker["delayClass"];
}

export interface SpeakerTuning {
  /** −60 to 0. */
  readonly levelDb?: number;
  readonly muted?: boolean;
  /** −50 to 500 (SPEC 4.10). */
  readonly trimMs?: number;
}

/** Makes the audit's row of an act by whoever asked. */
type Entry = (act: AuditedAct) => AuditEntry;

const MAX_ID = 32;
/** Ids in one event. */
const MOST_IDS = 500;

/**
 * Adds, rotates, disables and removes speakers. Each is stored with its audit row in one transaction and has reached
 * `air` when the promise resolves; while `air` is away it takes effect before `air` lets anyone in again.
 */
export class SpeakerActs {
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly fleet: Fleet;
  private readonly presence: Pick<PresenceBook, "forget">;
  private readonly rootPublicKey: Uint8Array;
  private readonly feed: EventFeed;

  constructor(parts: {
    readonly feed: EventFeed;
    readonly store: Store;
    readonly clock: Clock;
    readonly fleet: Fleet;
    readonly presence: Pick<PresenceBook, "forget">;
    readonly rootPublicKey: Uint8Array;
  }) {
    this.store = parts.store;
    this.clock = parts.clock;
    this.fleet = parts.fleet;
    this.presence = parts.presence;
    this.rootPublicKey = parts.rootPublicKey;
    this.feed = parts.feed;
  }

  async add(
    wanted: NewSpeakers,
    addresses: JoinAddresses,
    entry: Entry,
  ): Promise<Outcome<readonly Credentials[], "speaker-exists" | "bad-request">> {
    const ids = this.freeIds(wanted);
    if (!ids.ok) return ids;
    const nowMs = this.clock.nowMs();
    const act = { act: "speaker-add", object: `site:${wanted.site}`, detail: { speakers: ids.value } };
    const lines = this.store.audited(entry(act), () =>
      ids.value.map((id, index) => {
        this.store.speakers.add(speakerOf(id, index, wanted), nowMs);
        return this.issue(id, addresses, nowMs);
      }),
    );
    await this.fleet.changed();
    for (let from = 0; from < ids.value.length; from += MOST_IDS)
      this.tell("speakers-added", wanted.site, wanted.site, {
        speakers: ids.value.slice(from, from + MOST_IDS),
      });
    return accept(lines);
  }

  /** New credentials for each; what they were given before ends at once. */
  async rotate(
    ids: readonly string[],
    addresses: JoinAddresses,
    entry: Entry,
  ): Promise<readonly Credentials[]> {
    const nowMs = this.clock.nowMs();
    const object = ids.length === 1 ? `speaker:${ids[0]}` : `speakers:${ids.length}`;
    const act = { act: "speaker-rotate", object, detail: { speakers: ids } };
    const lines = this.store.audited(entry(act), () => ids.map((id) => this.issue(id, addresses, nowMs)));
    await this.fleet.changed();
    return lines;
  }

  async disable(id: string, disabled: boolean, entry: Entry): Promise<Outcome<undefined, "speaker-unknown">> {
    const act = { act: disabled ? "speaker-disable" : "speaker-enable", object: `speaker:${id}` };
    if (this.store.speakers.get(id) === undefined) return unknown(id);
    this.store.audited(entry(act), () => this.store.speakers.disable(id, disabled, this.clock.nowMs()));
    await this.fleet.changed();
    this.tell(
      disabled ? "speaker-disabled" : "speaker-enabled",
      id,
      this.store.speakers.get(id)?.site ?? null,
      {},
    );
    return accept(undefined);
  }

  /** What a technician sets at the pole. Takes effect when the speaker has its new cfg: `status.cfgVersion` says so. */
  async tune(
    id: string,
    tuning: SpeakerTuning,
    entry: Entry,
  ): Promise<Outcome<undefined, "speaker-unknown">> {
    const site = this.store.speakers.get(id)?.site;
    if (site === undefined) return unknown(id);
    const { levelDb, ...pole } = tuning;
    const act = { act: "speaker-tune", object: `speaker:${id}`, detail: { ...tuning } };
    this.store.audited(entry(act), () => {
      const nowMs = this.clock.nowMs();
      if (levelDb !== undefined) this.store.speakers.change(id, { levelDb }, nowMs);
      if (Object.keys(pole).length > 0) this.store.speakers.tune(id, pole, nowMs);
    });
    await this.fleet.changed();
    this.tell("speaker-tuned", id, site, { ...tuning });
    return accept(undefined);
  }

  async remove(id: string, entry: Entry): Promise<Outcome<undefined, "speaker-unknown">> {
    const act = { act: "speaker-remove", object: `speaker:${id}` };
    const site = this.store.speakers.get(id)?.site;
    if (site === undefined) return unknown(id);
    this.store.audited(entry(act), () => this.store.speakers.remove(id));
    this.presence.forget(id);
    await this.fleet.changed();
    this.tell("speaker-removed", id, site, {});
    return accept(undefined);
  }

  private tell(
    kind: string,
    subject: string,
    site: SiteId | null,
    body: Readonly<Record<string, unknown>>,
  ): void {
    this.feed.publish({ atMs: this.clock.nowMs(), kind, subject, site, body });
  }

  private issue(id: string, addresses: JoinAddresses, nowMs: number): Credentials {
    const { line, kept } = issueCredentials(id, addresses, this.rootPublicKey);
    this.store.speakers.setCredentials(id, kept, nowMs);
    return line;
  }

  private freeIds({
    id,
    site,
    count,
  }: NewSpeakers): Outcome<readonly string[], "speaker-exists" | "bad-request"> {
    const taken = (each: string): boolean =>
      this.store.speakers.get(each) !== undefined || RESERVED_USERS.includes(each);
    if (id !== undefined && count === 1)
      return taken(id) ? refuse("speaker-exists", `there is a speaker ${id}`, { speaker: id }) : accept([id]);
    const ids: string[] = [];
    for (let number = 1; ids.length < count; number++) {
      const each = `${id ?? site}-${String(number).padStart(3, "0")}`;
      if (!isId(each))
        return refuse("bad-request", `${each} is longer than ${MAX_ID}; name a shorter id`, { id: each });
      if (!taken(each)) ids.push(each);
    }
    return accept(ids);
  }
}

function speakerOf(id: string, index: number, { name, site, at, count, delayClass }: NewSpeakers): Speaker {
  return {
    id: id as SpeakerId,
    name: count === 1 ? name : `${name} ${index + 1}`,
    site,
    place: roundPlace(at),
    delayClass,
    levelDb: SPEAKER_DEFAULTS.levelDb,
    bearing: null,
    audibleMetres: SPEAKER_DEFAULTS.audibleMetres,
    hardware: null,
  };
}

function unknown(id: string): Outcome<never, "speaker-unknown"> {
  return refuse("speaker-unknown", `no speaker ${id}`, { speaker: id });
}
