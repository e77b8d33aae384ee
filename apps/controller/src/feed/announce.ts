import type { RouteSpec } from "@dalaba/api";
import type { Clock } from "../clock";
import type { Handler, HandlerRequest, Reply } from "../http/context";
import type { EventFeed } from "./types";

/** What an act is called in the event, by the route's name. */
export type Acts<G> = { readonly [K in keyof G]?: string };

/**
 * The same handlers; those that are named publish `kind` with `{act}` after each success, about the `id` of the
 * reply, or of the path.
 */
export function announced<G extends object>(
  handlers: G,
  kind: string,
  acts: Acts<G>,
  { feed, clock }: { readonly feed: EventFeed; readonly clock: Clock },
): G {
  const wrapped = Object.entries(acts).map(([name, act]) => {
    const handler = handlers[name as keyof G] as Handler<RouteSpec>;
    const telling: Handler<RouteSpec> = async (request, caller) => {
      const reply = await handler(request, caller);
      if (!(reply instanceof Response) && reply.ok)
        feed.publish({
          atMs: clock.nowMs(),
          kind,
          subject: subjectOf(request, reply),
          site: null,
          body: { act },
        });
      return reply;
    };
    return [name, telling];
  });
  return { ...handlers, ...Object.fromEntries(wrapped) };
}

function subjectOf(request: HandlerRequest<RouteSpec>, reply: Exclude<Reply<RouteSpec>, Response>): string {
  const { id } = (request.params ?? {}) as { id?: unknown };
  const value = (reply.ok ? reply.value : undefined) as
    | { id?: unknown; operator?: { id?: unknown } }
    | undefined;
  return String(value?.id ?? value?.operator?.id ?? id ?? "");
}
