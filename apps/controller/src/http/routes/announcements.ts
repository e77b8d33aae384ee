import { randomBytes } from "node:crypto";
import type { AnnouncementReply, routes } from "@dalaba/api";
import { accept, type Outcome, refuse, type SiteId } from "@dalaba/core";
import type { Store, StoredAnnouncement } from "@dalaba/store";
import { livingClip, sees } from "../../clips";
import type { Clock } from "../../clock";
import { clipsOf, type Part } from "../../programme";
import { saidBy } from "../../schedules";
import type { Caller, Handlers } from "../context";
import { mayChange, ownedSite } from "../owned-site";

interface AnnouncementRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  /** Whatever schedules say is made ready anew. */
  changed(): void;
}

const ACT = "manage-schedules";

export function announcementHandlers(parts: AnnouncementRouteParts): Handlers<typeof routes.announcements> {
  const { store, clock, changed } = parts;
  const { announcements } = store;
  const unknown = (id: string) =>
    refuse("announcement-unknown", `no announcement ${id}`, { announcement: id });
  /** There, and this caller's to change. */
  const own = (id: string, caller: Caller): Outcome<StoredAnnouncement> => {
    const found = announcements.get(id);
    // Whoever may nowhere is told so before whether it is there.
    const anywhere = caller.permit(ACT, { sites: "any" });
    if (!anywhere.ok) return anywhere;
    if (found === undefined) return unknown(id);
    const may = mayChange(store, found.site, caller, ACT);
    return may.ok ? accept(found) : may;
  };
  const missingClip = (said: { readonly parts: readonly Part[] }, caller: Caller) =>
    clipsOf(said.parts)
      .map((id) => livingClip(store, id, caller))
      .find((clip) => !clip.ok);
  const audit = (caller: Caller, act: string, id: string, detail: Record<string, unknown> = {}): void =>
    void store.audit.append(caller.entry({ act, object: `announcement:${id}`, detail }));
  return {
    listAnnouncements({ query: { after, limit, deleted } }, caller) {
      const page = announcements.list({
        ...{ limit, sites: caller.sites("see"), deleted: deleted === "true" },
        ...(after === undefined ? {} : { after }),
      });
      return accept({ items: page.items.map(announcementReply), next: page.next });
    },
    addAnnouncement({ body: { title, site: asked, ...said } }, caller) {
      const site = ownedSite(store, asked, caller, ACT);
      if (!site.ok) return site;
      const missing = missingClip(said, caller);
      if (missing?.ok === false) return missing;
      const id = randomBytes(8).toString("hex");
      store.tx(() => {
        announcements.add({ id, title, site: site.value, document: said }, clock.nowMs());
        audit(caller, "announcement-add", id, { title });
      });
      return accept(announcementReply(announcements.get(id) as StoredAnnouncement));
    },
    showAnnouncement({ params: { id } }, caller) {
      const found = announcements.get(id);
      return found === undefined || !sees(caller, found.site)
        ? unknown(id)
        : accept(announcementReply(found));
    },
    changeAnnouncement({ params: { id }, body: { title, site: asked, ...said } }, caller) {
      const found = own(id, caller);
      if (!found.ok) return found;
      if (found.value.deletedAtMs !== null) return unknown(id);
      const site: Outcome<SiteId | null> =
        asked === undefined ? accept(found.value.site) : ownedSite(store, asked, caller, ACT);
      if (!site.ok) return site;
      const missing = missingClip(said, caller);
      if (missing?.ok === false) return missing;
      store.tx(() => {
        announcements.change({ id, title, site: site.value, document: said }, clock.nowMs());
        audit(caller, "announcement-change", id, { title });
      });
      changed();
      return accept(announcementReply(announcements.get(id) as StoredAnnouncement));
    },
    removeAnnouncement({ params: { id } }, caller) {
      const found = own(id, caller);
      if (!found.ok) return found;
      const uses = store.tx(() => {
        const uses = announcements.remove(id, clock.nowMs());
        if (uses.length === 0) audit(caller, "announcement-remove", id);
        return uses;
      });
      if (uses.length === 0) return accept(undefined);
      const links = uses.filter((each) => store.links.get(each) !== undefined);
      const schedules = uses.filter((each) => !links.includes(each));
      const needed = [
        `${schedules.length} schedules`,
        ...(links.length > 0 ? [`${links.length} links`] : []),
      ];
      return refuse("announcement-in-use", `${needed.join(" and ")} need ${id}`, {
        announcement: id,
        schedules,
        links,
      });
    },
    restoreAnnouncement({ params: { id } }, caller) {
      const found = own(id, caller);
      if (!found.ok) return found;
      store.tx(() => {
        announcements.restore(id);
        audit(caller, "announcement-restore", id);
      });
      return accept(announcementReply(announcements.get(id) as StoredAnnouncement));
    },
  };
}

function announcementReply(stored: StoredAnnouncement): AnnouncementReply {
  const { id, title, site, revision, changedAtMs, deletedAtMs } = stored;
  const { chime, parts, times, betweenMs } = saidBy(stored);
  return { id, title, site, revision, chime, parts: [...parts], times, betweenMs, changedAtMs, deletedAtMs };
}
