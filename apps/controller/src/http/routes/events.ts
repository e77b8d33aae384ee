import type { EventReply, routes } from "@dalaba/api";
import { accept, refuse } from "@dalaba/core";
import type { FeedEvent } from "@dalaba/store";
import { shownTo } from "../../feed/by-site";
import { eventStream } from "../../feed/event-stream";
import type { StoredFeed } from "../../feed/stored-feed";
import type { Caller, Handlers } from "../context";

export interface EventParts {
  readonly feed: StoredFeed;
  /** Silence on a stream before a heartbeat, ms (15,000). */
  readonly heartbeatMs?: number;
  /** Events a stream may be behind before it is dropped (1,000). */
  readonly behindMax?: number;
}

const STREAMS_MAX = 256;
const STREAMS_EACH_MAX = 16;
const STEP = 500;

export function eventHandlers(parts: EventParts): Handlers<typeof routes.events> {
  const { feed } = parts;
  const open = new Map<string, number>();
  let streams = 0;

  const stream = (after: number, caller: Caller) => {
    const who = caller.actor.token?.id ?? caller.actor.operator;
    const own = open.get(who) ?? 0;
    if (streams >= STREAMS_MAX || own >= STREAMS_EACH_MAX)
      return refuse("too-busy", `${own} event streams are open already`, { waitSeconds: 5 });
    streams++;
    open.set(who, own + 1);
    const body = eventStream(feed, {
      after,
      visible: () => {
        const now = caller.again();
        return now?.permit("see", { sites: "any" }).ok ? visibleTo(now) : null;
      },
      heartbeatMs: parts.heartbeatMs ?? 15_000,
      behindMax: parts.behindMax ?? 1_000,
      onClose: () => {
        streams--;
        open.set(who, (open.get(who) ?? 1) - 1);
      },
    });
    const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
    return new Response(body, { headers });
  };

  return {
    followEvents({ query, header }, caller) {
      const live = (header("accept") ?? "").includes("text/event-stream");
      const resumed = Number.parseInt(header("last-event-id") ?? "", 10);
      const after = Number.isSafeInteger(resumed) && resumed >= 0 ? resumed : query.after;
      if (after !== undefined) {
        const { gap, oldest } = feed.after(after, 1);
        if (gap) return refuse("event-gone", `events up to ${oldest - 1} have been cleared away`, { oldest });
      }
      return live
        ? stream(after ?? feed.lastId, caller)
        : accept(page(feed, after ?? 0, query.limit, caller));
    },
  };
}

/** Reads on until the page is full or there is nothing more; `next` stands after what was looked through. */
function page(feed: StoredFeed, after: number, limit: number, caller: Caller) {
  const visible = visibleTo(caller);
  const items: EventReply[] = [];
  let last = after;
  for (;;) {
    const { events } = feed.after(last, STEP);
    for (const event of events) {
      last = event.id;
      const shown = visible(event);
      if (shown !== null) items.push({ ...shown, body: { ...shown.body } });
      if (items.length === limit) return { items, next: String(last) };
    }
    if (events.length === 0) return { items, next: String(last) };
  }
}

function visibleTo(caller: Caller): (event: FeedEvent) => FeedEvent | null {
  const sites = new Set<string>(caller.sites("see"));
  return (event) => shownTo(event, sites);
}
