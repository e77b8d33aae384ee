import type { EventSourceReply, routes } from "@dalaba/api";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { EventSource, Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import { keptLogin, newKey, type SourceBook } from "../../incidents";
import type { Handlers } from "../context";
import { given } from "../given";

interface SourceRouteParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly sources: SourceBook;
  /** Listens to what there is now. */
  changed(): void;
}

export function eventSourceHandlers(parts: SourceRouteParts): Handlers<typeof routes.eventSources> {
  const { store, clock, sources, changed } = parts;
  const unknown = (id: string) => refuse("source-unknown", `no source ${id}`, { source: id });
  const reply = (source: EventSource): EventSourceReply => {
    const { state: health, unknownChannels, ...rest } = sources.health(source);
    return {
      ...source,
      channels: { ...source.channels },
      health,
      ...rest,
      unknownChannels: [...unknownChannels],
    };
  };
  const shown = (
    id: string,
    secret: string | null,
  ): Outcome<{ source: EventSourceReply; secret: string | null }> => {
    const source = sources.get(id);
    return source === undefined ? unknown(id) : accept({ source: reply(source), secret });
  };
  const known = (channels: Readonly<Record<string, string>>): Outcome<null> => {
    const missing = Object.values(channels).find((camera) => store.town.camera(camera) === undefined);
    return missing === undefined
      ? accept(null)
      : refuse("camera-unknown", `no camera ${missing}`, { camera: missing });
  };
  return {
    listEventSources: () => accept({ items: [...sources.all().values()].map(reply), next: null }),
    addEventSource({ body: { user, password, ...body } }, caller) {
      if (sources.get(body.id) !== undefined)
        return refuse("source-exists", `${body.id} is there already`, { source: body.id });
      const fits = fitting(body);
      if (!fits.ok) return fits;
      const cameras = known(body.channels);
      if (!cameras.ok) return cameras;
      const key = body.kind === "webhook" ? newKey() : null;
      store.tx(() => {
        store.eventSources.put(
          { ...body, changedAtMs: clock.nowMs() },
          key?.key ?? loginGiven(user, password),
        );
        const detail = { kind: body.kind, url: body.url };
        store.audit.append(caller.entry({ act: "source-add", object: `source:${body.id}`, detail }));
      });
      sources.changed();
      changed();
      return shown(body.id, key?.shown ?? null);
    },
    changeEventSource({ params: { id }, body: { rotate = false, user, password, ...body } }, caller) {
      const found = sources.get(id);
      if (found === undefined) return unknown(id);
      const next: EventSource = { ...found, ...given(body), changedAtMs: clock.nowMs() };
      const fits = fitting(next);
      if (!fits.ok) return fits;
      const cameras = known(next.channels);
      if (!cameras.ok) return cameras;
      const key = rotate && found.kind === "webhook" ? newKey() : null;
      store.tx(() => {
        store.eventSources.put(next, key?.key ?? loginGiven(user, password));
        const detail = {
          ...Object.fromEntries(Object.keys(given(body)).map((name) => [name, true])),
          rotate,
        };
        store.audit.append(caller.entry({ act: "source-change", object: `source:${id}`, detail }));
      });
      sources.changed();
      changed();
      return shown(id, key?.shown ?? null);
    },
    removeEventSource({ params: { id } }, caller) {
      if (sources.get(id) === undefined) return unknown(id);
      store.tx(() => {
        store.eventSources.remove(id);
        store.audit.append(caller.entry({ act: "source-remove", object: `source:${id}` }));
      });
      sources.changed();
      sources.forget(id);
      changed();
      return accept(undefined);
    },
  };
}

function fitting({ kind, url, prefix }: Pick<EventSource, "kind" | "url" | "prefix">): Outcome<null> {
  if (kind === "webhook")
    return url === null && prefix === null
      ? accept(null)
      : refuse("source-invalid", "a webhook has no url and no prefix: its sender comes to us");
  if (kind === "isapi")
    return url?.startsWith("http") && prefix === null
      ? accept(null)
      : refuse(
          "source-invalid",
          "an ISAPI source needs url, http://HOST/ISAPI/Event/notification/alertStream",
        );
  return url?.startsWith("mqtt") && prefix !== null
    ? accept(null)
    : refuse("source-invalid", "a source over MQTT needs url, mqtt://HOST, and prefix");
}

function loginGiven(user: string | undefined, password = ""): Uint8Array | undefined {
  return user === undefined ? undefined : keptLogin({ user, password });
}
