import type { ExplanationReply, routes, SpeakerReply } from "@dalaba/api";
import { accept, type Outcome, refuse, resolveTarget, type SiteId } from "@dalaba/core";
import type { Store, StoredSpeaker } from "@dalaba/store";
import type { AirLink } from "../../air-link";
import type { TestSound } from "../../broadcasts";
import type { JoinAddresses, PresenceBook, SpeakerActs, TownView } from "../../fleet";
import type { ListeningDesk, SimDoor } from "../../listening";
import type { Caller, Handlers } from "../context";
import { sitesWithin } from "../sites-within";

export interface SpeakerParts {
  readonly store: Store;
  readonly air: Pick<AirLink, "ask">;
  readonly acts: SpeakerActs;
  readonly presence: PresenceBook;
  readonly sim: SimDoor;
  readonly listening: ListeningDesk;
  view(): TownView;
  online(speaker: string): boolean;
  /** Of the newest cfg document made for it; 0 when there is none. */
  cfgVersion(speaker: string): number;
  explain(speaker: string, atMs: number | undefined, caller: Caller): Promise<Outcome<ExplanationReply>>;
  /** Has it sound its own chime. */
  testSound(speaker: string, caller: Caller): Promise<Outcome<TestSound>>;
  /** What goes into credentials, for a caller who came by this `Host`. */
  addresses(hostHeader: string | undefined): Outcome<JoinAddresses>;
}

export function speakerHandlers(parts: SpeakerParts): Handlers<typeof routes.speakers> {
  const { store, acts, presence } = parts;
  const now = async (): Promise<Now> => {
    const [sounding, listenable] = await Promise.all([soundingNow(parts.air), parts.sim.listenable()]);
    return { sounding, listenable };
  };
  const replyOf = (speaker: StoredSpeaker, { sounding, listenable }: Now): SpeakerReply => ({
    id: speaker.id,
    name: speaker.name,
    site: speaker.site,
    zones: [...speaker.zones],
    online: !speaker.disabled && parts.online(speaker.id),
    lastSeen: isoOf(presence.get(speaker.id).lastSeenAtMs),
    lat: speaker.place.lat,
    lon: speaker.place.lon,
    sounding: sounding.get(speaker.id) ?? [],
    disabled: speaker.disabled,
    delayClass: speaker.delayClass,
    levelDb: speaker.levelDb,
    muted: speaker.muted,
    trimMs: speaker.trimMs,
    bearing: speaker.bearing,
    audibleMetres: speaker.audibleMetres,
    hardware: speaker.hardware,
    credentialsVersion: speaker.credentialsVersion,
    listenable: listenable.has(speaker.id),
  });
  const detailOf = async (id: string) => {
    const speaker = store.speakers.get(id);
    if (speaker === undefined) return refuse("speaker-unknown", `no speaker ${id}`, { speaker: id });
    const { status, statusAtMs, telemetry, telemetryAtMs } = presence.get(id);
    const { addedAtMs, changedAtMs } = speaker;
    return accept({
      ...replyOf(speaker, await now()),
      ...{ status: status && { ...status }, statusAtMs },
      ...{ telemetry: telemetry && { ...telemetry }, telemetryAtMs },
      ...{ addedAtMs, changedAtMs },
    });
  };
  return {
    async listSpeakers({ query: { after, limit, site, zone, online } }, caller) {
      const sites = sitesWithin(site as SiteId | undefined, caller, parts.view());
      if (!sites.ok) return sites;
      const current = await now();
      const items: SpeakerReply[] = [];
      // Whether a speaker is online is known here alone, so the store's pages are read on until one is full.
      for (let from = after ?? null; ; ) {
        const filter = { sites: sites.value, ...(zone === undefined ? {} : { zone }) };
        const page = store.speakers.list({ ...filter, after: from, limit });
        for (const speaker of page.items) {
          const reply = replyOf(speaker, current);
          if (online !== undefined && reply.online !== online) continue;
          items.push(reply);
          if (items.length === limit) {
            const more = page.next !== null || page.items.at(-1)?.id !== speaker.id;
            return accept({ items, next: more ? speaker.id : null });
          }
        }
        if (page.next === null) return accept({ items, next: null });
        from = page.next;
      }
    },
    explainSpeaker: ({ params: { id }, query: { atMs } }, caller) => parts.explain(id, atMs, caller),
    showSpeaker: ({ params: { id } }) => detailOf(id),
    async tuneSpeaker({ params: { id }, body }, caller) {
      const { levelDb, muted, trimMs } = body;
      const tuning = {
        ...(levelDb === undefined ? {} : { levelDb }),
        ...(muted === undefined ? {} : { muted }),
        ...(trimMs === undefined ? {} : { trimMs }),
      };
      const tuned = await acts.tune(id, tuning, caller.entry);
      if (!tuned.ok) return tuned;
      const detail = await detailOf(id);
      return detail.ok ? accept({ ...detail.value, cfgVersion: parts.cfgVersion(id) }) : detail;
    },
    testSpeaker: ({ params: { id } }, caller) => parts.testSound(id, caller),
    async listenSpeaker({ params: { id } }, caller) {
      const speaker = store.speakers.get(id);
      if (speaker === undefined) return refuse("speaker-unknown", `no speaker ${id}`, { speaker: id });
      const may = () => caller.again()?.permit("hear", { sites: [speaker.site] }).ok ?? false;
      const heard = await parts.listening.listen(id, may, caller);
      if (!heard.ok) return heard;
      store.audit.append(caller.entry({ act: "listen", object: `speaker:${id}` }));
      return new Response(heard.value, { headers: LIVE });
    },
    async addSpeakers({ body, header }, caller) {
      const addresses = parts.addresses(header("host"));
      if (!addresses.ok) return addresses;
      const wanted = { ...body, site: body.site as SiteId };
      const added = await acts.add(wanted, addresses.value, caller.entry);
      return added.ok ? accept({ credentials: added.value.map((line) => ({ ...line })) }) : added;
    },
    async rotateCredentials({ body, header }, caller) {
      const targets = resolveTarget(body.to, parts.view().directory);
      if (!targets.ok) return targets;
      const allowed = caller.permit("manage-speakers", { sites: targets.value.sites });
      if (!allowed.ok) return allowed;
      const addresses = parts.addresses(header("host"));
      if (!addresses.ok) return addresses;
      const lines = await acts.rotate(targets.value.speakers, addresses.value, caller.entry);
      return accept({ credentials: lines.map((line) => ({ ...line })) });
    },
    disableSpeaker: ({ params: { id } }, caller) => acts.disable(id, true, caller.entry),
    enableSpeaker: ({ params: { id } }, caller) => acts.disable(id, false, caller.entry),
    removeSpeaker: ({ params: { id } }, caller) => acts.remove(id, caller.entry),
  };
}

const LIVE = { "content-type": "audio/wav", "cache-control": "no-store" };

/** What is known at this moment of all speakers. */
interface Now {
  readonly sounding: ReadonlyMap<string, string[]>;
  readonly listenable: ReadonlySet<string>;
}

/** Which broadcasts each speaker sounds now, by its own reports to `air`; nothing while `air` does not answer. */
async function soundingNow(air: Pick<AirLink, "ask">): Promise<ReadonlyMap<string, string[]>> {
  const sounding = new Map<string, string[]>();
  const live = await air.ask("onair", {});
  for (const { broadcast, speakers } of live.ok ? live.value.broadcasts : [])
    for (const { id, state } of speakers)
      if (state === "sounding") sounding.set(id, [...(sounding.get(id) ?? []), broadcast]);
  return sounding;
}

function isoOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
