import { randomBytes } from "node:crypto";
import type { LinkReply, routes } from "@dalaba/api";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { dryRunLink, type Link, type LinkDocument, readLink } from "@dalaba/core/link";
import type { Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import type { TownView } from "../../fleet";
import { type KeptLink, type LinkBook, pastHappenings } from "../../incidents";
import type { AnnouncementBook } from "../../schedules";
import type { Caller, Handlers } from "../context";

interface LinkRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly links: LinkBook;
  readonly announcements: Pick<AnnouncementBook, "get">;
  view(): TownView;
}

export function linkHandlers(parts: LinkRouteParts): Handlers<typeof routes.links> {
  const { store, clock, links, view } = parts;
  const unknown = (id: string) => refuse("link-unknown", `no link ${id}`, { link: id });
  const reply = (id: string): Outcome<LinkReply> => {
    const kept = links.all().get(id);
    return kept === undefined ? unknown(id) : accept(linkReply(kept));
  };
  const checked = (written: unknown, id: string, caller: Caller): Outcome<Link> => {
    const read = readLink(written, id, caller.actor.operator);
    if (!read.ok) return read;
    const { suggest, sound } = read.value;
    for (const named of [...suggest, ...(sound?.steps ?? []).map(({ announcement }) => announcement)]) {
      const found = parts.announcements.get(named);
      if (!found.ok) return found;
    }
    return read;
  };
  const put = (document: LinkDocument, id: string, revision: number, caller: Caller): Outcome<LinkReply> => {
    const read = checked(document, id, caller);
    if (!read.ok) return read;
    const { operator, name } = caller.actor;
    store.tx(() => {
      const changed = { changedAtMs: clock.nowMs(), actorId: operator, actorName: name };
      store.links.put({ id, revision, document, ...changed });
      const act = revision === 1 ? "link-add" : "link-change";
      const detail = { title: document.title, enabled: document.enabled, armed: document.sound !== null };
      store.audit.append(caller.entry({ act, object: `link:${id}`, detail: { ...detail, revision } }));
    });
    links.changed();
    return reply(id);
  };
  const rehearse = (link: Link, days: number, caller: Caller) => {
    const nowMs = clock.nowMs();
    const past = pastHappenings({ store, view: view(), sites: caller.sites("see"), nowMs, days });
    const found = dryRunLink({ ...link, enabled: true }, [...past.values()], links.context(nowMs, []));
    return accept({
      items: found.map(({ happening, atUtcMs, sound, held }) => {
        const about = past.get(happening);
        if (about === undefined) throw new Error("a rehearsal of what was not given");
        const { camera, kind } = about;
        return { event: happening, camera, kind, atMs: atUtcMs, sound, held };
      }),
      next: null,
    });
  };
  return {
    listLinks: () => accept({ items: [...links.all().values()].map(linkReply), next: null }),
    addLink: ({ body }, caller) => put(body, randomBytes(8).toString("hex"), 1, caller),
    showLink: ({ params: { id } }) => reply(id),
    changeLink({ params: { id }, body: { revision, ...body } }, caller) {
      const kept = links.all().get(id);
      if (kept === undefined) return unknown(id);
      if (kept.stored.revision !== revision)
        return refuse("link-changed", `${id} is at revision ${kept.stored.revision}, not ${revision}`, {
          ...{ link: id, revision: kept.stored.revision },
        });
      return put(body, id, revision + 1, caller);
    },
    removeLink({ params: { id } }, caller) {
      if (!links.all().has(id)) return unknown(id);
      store.tx(() => {
        store.links.remove(id, clock.nowMs());
        store.audit.append(caller.entry({ act: "link-remove", object: `link:${id}` }));
      });
      links.changed();
      return accept(undefined);
    },
    testLink({ body: { link, days } }, caller) {
      const read = checked(link, "0".repeat(16), caller);
      return read.ok ? rehearse(read.value, days, caller) : read;
    },
    dryRunLink({ params: { id }, query: { days } }, caller) {
      const kept = links.all().get(id);
      return kept === undefined ? unknown(id) : rehearse(kept.link, days, caller);
    },
    showLinkLimits: () => accept(links.limits()),
    setLinkLimits({ body }, caller) {
      store.tx(() => {
        links.keepLimits(body, clock.nowMs());
        store.audit.append(caller.entry({ act: "link-limits", object: "links", detail: body }));
      });
      return accept(links.limits());
    },
  };
}

function linkReply({ link, stored }: KeptLink): LinkReply {
  const { title, enabled, when, suggest, sound } = stored.document as LinkDocument;
  const { id, revision, changedAtMs, actorName } = stored;
  return {
    ...{ id, revision, title, enabled, when, suggest, changedAtMs, changedBy: actorName },
    sound: sound === null ? null : { ...sound, armedBy: link.sound?.armedBy ?? stored.actorId },
  };
}
