import type { ActRight, RouteSpec } from "@dalaba/api";
import {
  type Act,
  type ActObject,
  accept,
  EVERYWHERE,
  type Outcome,
  refuse,
  type SiteId,
  type SiteScope,
  SiteTree,
} from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Caller } from "./context";

/** What is known of a broadcast when someone wants to see or stop it, one not yet ingested from the journal too. */
export interface GuardedBroadcast {
  readonly sites: readonly SiteId[];
  readonly priority: number;
  readonly actor: { readonly kind: string; readonly id: string };
}

export interface GuardParts {
  readonly store: Pick<Store, "speakers" | "town" | "clips">;
  broadcast(id: string): GuardedBroadcast | undefined;
}

type Verdict = Outcome<null>;

/** Asks whether the caller may, before the handler runs: 403 or 404 here, the handler's own questions after it. */
export function guardWith(parts: GuardParts) {
  return (
    route: RouteSpec,
    caller: Caller,
    params: Readonly<Record<string, string>>,
    body: unknown,
  ): Verdict => {
    const { right } = route;
    if (right === "public" || right === "signed-in") return accept(null);
    const anywhere = permitEither(caller, right, { sites: "any" });
    if (!anywhere.ok) return anywhere;
    return guardObject(parts, right, caller, params, body);
  };
}

function guardObject(
  parts: GuardParts,
  right: ActRight,
  caller: Caller,
  params: Readonly<Record<string, string>>,
  body: unknown,
): Verdict {
  const id = params.id ?? "";
  switch (right.of) {
    case "anywhere":
    case "asked-by-handler":
      return accept(null);
    case "whole":
      return permitEither(caller, right, { sites: rootsOf(parts) });
    case "speaker": {
      const speaker = parts.store.speakers.get(id);
      if (speaker === undefined) return refuse("speaker-unknown", `no speaker ${id}`, { speaker: id });
      return permitEither(caller, right, { sites: [speaker.site] });
    }
    case "broadcast-seen": {
      const broadcast = parts.broadcast(id);
      if (broadcast === undefined) return unknownBroadcast(id);
      const reach = new Set(caller.sites(right.act));
      if (broadcast.sites.some((site) => reach.has(site)) || isOwn(broadcast, caller)) return accept(null);
      return permitEither(caller, right, { sites: broadcast.sites });
    }
    case "map": {
      const layer = parts.store.town.map(id);
      if (layer === undefined) return refuse("map-unknown", `no map ${id}`, { map: id });
      return layer.site === null ? accept(null) : permitEither(caller, right, { sites: [layer.site] });
    }
    case "clip": {
      const clip = parts.store.clips.get(id);
      if (clip === undefined) return refuse("clip-unknown", `no clip ${id}`, { clip: id });
      if (clip.site !== null) return permitEither(caller, right, { sites: [clip.site] });
      return right.act === "see" ? accept(null) : permitEither(caller, right, { sites: rootsOf(parts) });
    }
    case "broadcast-stopped": {
      const broadcast = parts.broadcast(id);
      if (broadcast === undefined) return unknownBroadcast(id);
      const { sites, priority } = broadcast;
      return permitEither(caller, right, { sites, priority, own: isOwn(broadcast, caller) });
    }
    case "site-in-body": {
      const site = (body as { readonly site: SiteId }).site;
      if (parts.store.town.site(site) === undefined)
        return refuse("site-unknown", `no site ${site}`, { site });
      return permitEither(caller, right, { sites: [site] });
    }
  }
}

/** What the whole installation is made of. */
export function rootsOf({ store }: { readonly store: Pick<Store, "town"> }): readonly SiteScope[] {
  const roots = new SiteTree(store.town.sites()).roots();
  return roots.length > 0 ? roots : [EVERYWHERE];
}

function permitEither(caller: Caller, right: ActRight, object: ActObject): Verdict {
  const asked = (act: Act): Verdict => {
    const permitted = caller.permit(act, object);
    return permitted.ok ? accept(null) : permitted;
  };
  const first = asked(right.act);
  if (first.ok || (right.test !== undefined && asked(right.test).ok)) return accept(null);
  return right.or === undefined ? first : asked(right.or);
}

/** A person's broadcast stays theirs through each of their sessions; a token's through that token. */
export function isOwn(broadcast: Pick<GuardedBroadcast, "actor">, caller: Caller): boolean {
  const { kind, id } = broadcast.actor;
  if (caller.by === "boot-token") return kind === "system" && id === caller.actor.operator;
  const token = caller.actor.token;
  return token === null
    ? kind === "operator" && id === caller.actor.operator
    : kind === "token" && id === token.id;
}

function unknownBroadcast(id: string): Verdict {
  return refuse("broadcast-unknown", `no broadcast ${id}`, { broadcast: id });
}
