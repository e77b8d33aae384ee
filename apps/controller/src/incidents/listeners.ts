import type { EventSource } from "@dalaba/store";
import type { Clock } from "../clock";
import type { Log } from "../log";
import type { CameraNetworks } from "../pictures";
import type { EventDesk } from "./event-desk";
import { listenToIsapi } from "./isapi-listener";
import { listenToFrigate, listenToOnvifMqtt } from "./mqtt-listener";
import type { SourceBook } from "./source-book";
import type { Listen, SourceListener } from "./source-listener";

/** The sources that we go to; a webhook comes to us. */
function listeningTo(networks: CameraNetworks): Readonly<Partial<Record<EventSource["kind"], Listen>>> {
  return {
    frigate: listenToFrigate,
    "onvif-mqtt": listenToOnvifMqtt,
    isapi: listenToIsapi({ networks }),
  };
}

interface ListenersParts {
  readonly networks: CameraNetworks;
  readonly clock: Clock;
  readonly log: Log;
  readonly sources: SourceBook;
  readonly events: EventDesk;
}

/** Listens to every source that is switched on, as it is kept now. */
export class Listeners {
  private readonly parts: ListenersParts;
  private readonly listenOf: ReturnType<typeof listeningTo>;
  private readonly open = new Map<
    string,
    { readonly changedAtMs: number; readonly listener: SourceListener }
  >();
  private readonly stopping = new Set<Promise<void>>();

  constructor(parts: ListenersParts) {
    this.parts = parts;
    this.listenOf = listeningTo(parts.networks);
  }

  /** Call after every change of a source. */
  look(): void {
    const { sources, log } = this.parts;
    const wanted = new Map(
      [...sources.all()].filter(([, { enabled, kind }]) => enabled && this.listenOf[kind]),
    );
    for (const [id, { changedAtMs, listener }] of this.open) {
      if (wanted.get(id)?.changedAtMs === changedAtMs) continue;
      this.open.delete(id);
      this.end(listener);
    }
    for (const [id, source] of wanted) {
      if (this.open.has(id)) continue;
      try {
        this.open.set(id, { changedAtMs: source.changedAtMs, listener: this.listen(source) });
      } catch (error) {
        sources.trouble(id, "source-unreachable");
        log.error(
          { err: error, source: id },
          "a source of events cannot be listened to; see `dalaba source ls`",
        );
      }
    }
  }

  async stop(): Promise<void> {
    for (const { listener } of this.open.values()) this.end(listener);
    this.open.clear();
    await Promise.all(this.stopping);
  }

  private end(listener: SourceListener): void {
    const ended = listener.stop().finally(() => this.stopping.delete(ended));
    this.stopping.add(ended);
  }

  private listen(source: EventSource): SourceListener {
    const { clock, log, sources, events } = this.parts;
    const { id, kind } = source;
    const listen = this.listenOf[kind];
    if (listen === undefined) throw new Error(`nobody listens to ${kind}`);
    return listen(source, sources.secret(id), {
      nowUtcMs: () => clock.nowMs(),
      heard(read) {
        if (!read.ok) return sources.refused(id);
        if (read.value === null) return;
        const { value: event } = read;
        events.take(source, event).then(
          (taken) => {
            if (taken.ok) sources.taken(id, clock.nowMs());
            else sources.refused(id, event.channel);
          },
          (error: unknown) => {
            sources.refused(id);
            log.error({ err: error, source: id }, "an event could not be kept; see the disk of DALABA_DATA");
          },
        );
      },
      trouble(code) {
        const before = sources.health(source).trouble;
        sources.trouble(id, code);
        if (before === code) return;
        if (code === null) log.info({ source: id }, "a source of events is listened to");
        else log.warn({ source: id, code }, "a source of events is not heard; it is tried again and again");
      },
    });
  }
}
