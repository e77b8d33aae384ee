import type { EventReply } from "@dalaba/api/browser";
import { controller, everyPage, ProblemError, routes, valueIn } from "../app/controller";
import { emptyLive, type LiveInput, type LiveState, type Snapshot } from "./live-state";
import { liveStep } from "./live-step";
import { SseReader } from "./sse-reader";

const TICK_MS = 1000;
/** While something sounds, it is asked anew this often, ms: the feed tells what changes, this what it may have left out. */
const ON_AIR_MS = 5000;
const RETRY_MS = { first: 500, most: 5000 } as const;
/** Changes of the town come in flocks: read anew once they have settled for this long, ms. */
const SETTLE_MS = 400;

type Listener = () => void;

/** The one live store: a snapshot, then the event feed, resumed by event id for as long as somebody is signed in. */
export class Live {
  #state: LiveState = emptyLive;
  readonly #listeners = new Set<Listener>();
  #abort: AbortController | null = null;
  #timers: ReturnType<typeof setInterval>[] = [];
  #reading: ReturnType<typeof setTimeout> | null = null;
  #airAskedAtMs = 0;

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LiveState => this.#state;

  start(): void {
    if (this.#abort) return;
    this.#abort = new AbortController();
    this.#timers = [setInterval(() => this.#tick(), TICK_MS)];
    void this.#follow(this.#abort.signal);
  }

  stop(): void {
    this.#abort?.abort();
    this.#abort = null;
    for (const timer of this.#timers) clearInterval(timer);
    if (this.#reading) clearTimeout(this.#reading);
    this.#reading = null;
    this.#state = emptyLive;
    this.#tell();
  }

  /** Reads everything anew, as after an act of one's own that the feed may tell late. */
  refresh(): void {
    const signal = this.#abort?.signal;
    if (signal) void this.#snapshot(signal);
  }

  #put(input: LiveInput): void {
    const next = liveStep(this.#state, input, Date.now());
    if (next === this.#state) return;
    const { townRevision, broadcastsRevision } = this.#state;
    this.#state = next;
    if (input.type === "events") {
      if (next.townRevision !== townRevision) this.#readAgain();
      if (next.broadcastsRevision !== broadcastsRevision) this.#askAir();
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  #tick(): void {
    this.#put({ type: "tick" });
    const due = Date.now() - this.#airAskedAtMs >= ON_AIR_MS;
    if (this.#state.onAir.length > 0 && due && this.#state.link === "live") this.#askAir();
  }

  #askAir(): void {
    const signal = this.#abort?.signal;
    if (!signal) return;
    this.#airAskedAtMs = Date.now();
    void controller.call(routes.onAir.listOnAir, {}, signal).then(
      (got) => got.ok && this.#put({ type: "on-air", items: got.value.items }),
      () => {},
    );
  }

  #readAgain(): void {
    const signal = this.#abort?.signal;
    if (!signal || this.#reading) return;
    this.#reading = setTimeout(() => {
      this.#reading = null;
      void this.#snapshot(signal);
    }, SETTLE_MS);
  }

  async #follow(signal: AbortSignal): Promise<void> {
    let waitMs: number = RETRY_MS.first;
    while (!signal.aborted) {
      try {
        await this.#stream(signal, () => {
          waitMs = RETRY_MS.first;
        });
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ProblemError && error.status === 401) return this.#put({ type: "signed-out" });
      }
      if (signal.aborted) return;
      this.#put({ type: "lost" });
      await pause(waitMs * (0.75 + Math.random() / 2), signal);
      waitMs = Math.min(waitMs * 2, RETRY_MS.most);
    }
  }

  /** One connection: the feed first, so that nothing falls between it and the snapshot. */
  async #stream(signal: AbortSignal, connected: () => void): Promise<void> {
    const { lastEventId } = this.#state;
    const headers: Record<string, string> = { accept: "text/event-stream" };
    if (lastEventId > 0) headers["last-event-id"] = String(lastEventId);
    let got = await controller.open(routes.events.followEvents, { query: {} }, { headers, signal });
    // What was missed has been cleared away: the snapshot that follows knows it all the same.
    if (!got.ok && got.problem.code === "event-gone")
      got = await controller.open(
        routes.events.followEvents,
        { query: {} },
        {
          headers: { accept: "text/event-stream" },
          signal,
        },
      );
    if (!got.ok) throw new ProblemError(got.problem, got.status);
    const body = got.value.body;
    if (!body) throw new Error("the feed has no body");
    const ended = this.#read(body);
    await this.#snapshot(signal, true);
    connected();
    await ended;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const blocks = new SseReader();
    const reader = body
      .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
      .getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const events: EventReply[] = [];
      let id: number | null = null;
      for (const block of blocks.push(value)) {
        if (block.event === "problem") return;
        if (block.data !== null) events.push(JSON.parse(block.data) as EventReply);
        else id = block.id ?? id;
      }
      if (events.length > 0) this.#put({ type: "events", events });
      else this.#put({ type: "heard", id });
    }
  }

  async #snapshot(signal: AbortSignal, must = false): Promise<void> {
    try {
      this.#put({ type: "snapshot", snapshot: await readSnapshot(signal) });
    } catch (error) {
      if (must) throw error;
    }
  }
}

async function readSnapshot(signal: AbortSignal): Promise<Snapshot> {
  const query = { limit: 500 };
  const [speakers, sites, zones, rooms, onAir, status] = await Promise.all([
    everyPage((after) =>
      valueIn(controller.call(routes.speakers.listSpeakers, { query: pageOf(query, after) }, signal)),
    ),
    everyPage((after) =>
      valueIn(controller.call(routes.places.listSites, { query: pageOf(query, after) }, signal)),
    ),
    everyPage((after) =>
      valueIn(controller.call(routes.places.listZones, { query: pageOf(query, after) }, signal)),
    ),
    everyPage((after) =>
      valueIn(controller.call(routes.places.listRooms, { query: pageOf(query, after) }, signal)),
    ),
    valueIn(controller.call(routes.onAir.listOnAir, {}, signal)),
    valueIn(controller.call(routes.status.showStatus, {}, signal)),
  ]);
  return { speakers, sites, zones, rooms, onAir: onAir.items, status };
}

function pageOf(query: { readonly limit: number }, after: string | undefined) {
  return after === undefined ? query : { ...query, after };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      "abort",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
