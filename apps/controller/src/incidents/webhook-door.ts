import { type Refusal, refuse } from "@dalaba/core";
import { MOST_EVENT_CHARACTERS, readWebhookEvent } from "@dalaba/core/camera-event";
import type { OpenAPIHono } from "@hono/zod-openapi";
import { bodyLimit } from "hono/body-limit";
import type { Clock } from "../clock";
import type { AppEnv } from "../http/env";
import { problemResponse } from "../http/problem-response";
import type { EventDesk, Taken } from "./event-desk";
import type { SourceBook } from "./source-book";
import { checkSignature } from "./webhook-signature";

/** Message ids remembered, so that a message sent again is answered as it was the first time. */
const REMEMBERED = 20_000;

interface DoorParts {
  readonly clock: Clock;
  readonly sources: SourceBook;
  readonly events: EventDesk;
}

/** `POST /hooks/{source}`: signed events of platforms and help points. The sender's contract, not the people's. */
export function webhookDoor({ clock, sources, events }: DoorParts): (app: OpenAPIHono<AppEnv>) => void {
  const answered = new Map<string, Taken>();
  const remember = (message: string, taken: Taken): void => {
    answered.set(message, taken);
    const [oldest] = answered.size > REMEMBERED ? answered.keys() : [];
    if (oldest !== undefined) answered.delete(oldest);
  };
  return (app) => {
    const limit = bodyLimit({
      maxSize: MOST_EVENT_CHARACTERS,
      onError: (c) =>
        problemResponse(
          refuse("event-too-large", `an event of more than ${MOST_EVENT_CHARACTERS} bytes`),
          c.var.visitor.requestId,
        ),
    });
    app.post("/hooks/:source", limit, async (c) => {
      const say = (refusal: Refusal): Response => problemResponse(refusal, c.var.visitor.requestId);
      const id = c.req.param("source");
      const source = sources.get(id);
      const key = source?.kind === "webhook" ? sources.secret(id) : undefined;
      // Nobody learns here which sources there are.
      if (source === undefined || key === undefined)
        return say(refuse("signature-wrong", "no v1 signature of it is this source's"));
      const body = new Uint8Array(await c.req.arrayBuffer());
      const headers = {
        id: c.req.header("webhook-id"),
        timestamp: c.req.header("webhook-timestamp"),
        signature: c.req.header("webhook-signature"),
      };
      const nowMs = clock.nowMs();
      const message = checkSignature(headers, body, key, nowMs);
      if (!message.ok) {
        sources.refused(id);
        // Of one that was never right, whoever sets it up learns why; a stranger cannot make a working one look broken.
        if (sources.health(source).received === 0) sources.trouble(id, message.code);
        return say(message);
      }
      if (!source.enabled) return say(refuse("source-off", `${id} is switched off`, { source: id }));
      const again = answered.get(`${id}\n${message.value}`);
      if (again !== undefined) return c.json({ ...again, news: "repeated" }, 200);
      const event = readWebhookEvent(new TextDecoder().decode(body), nowMs);
      if (!event.ok) {
        sources.refused(id);
        return say(event);
      }
      const taken = await events.take(source, event.value);
      if (!taken.ok) {
        sources.refused(id, event.value.channel);
        return say(taken);
      }
      sources.taken(id, nowMs);
      remember(`${id}\n${message.value}`, taken.value);
      return c.json(taken.value, 202);
    });
  };
}
