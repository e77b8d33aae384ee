import { problemOf } from "@dalaba/api";
import type { FeedEvent } from "@dalaba/store";
import type { StoredFeed } from "./stored-feed";

export interface StreamOptions {
  readonly after: number;
  /** Asked before each step: each event as the listener may see it, or null. Null itself when the listener's session or token has ended, which ends the stream. */
  readonly visible: () => ((event: FeedEvent) => FeedEvent | null) | null;
  readonly heartbeatMs: number;
  /** Events a listener may be behind before it is dropped. */
  readonly behindMax: number;
  readonly onClose: () => void;
}

/** Bytes that wait for a slow socket before no more are made. */
const WAITING_BYTES = 64 * 1024;
const STEP = 100;

/**
 * Server-sent events that go at the listener's pace: the next are read only when the last were taken, so a slow
 * listener holds 64 KiB and delays nobody. One that falls too far behind is told `listener-too-slow` and dropped; it
 * resumes from the last id it received.
 */
export function eventStream(feed: StoredFeed, options: StreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let last = options.after;
  let ended = false;
  let wake: () => void = () => {};
  let leave: () => void = () => {};
  const end = (): void => {
    if (ended) return;
    ended = true;
    leave();
    wake();
    options.onClose();
  };
  const more = (): Promise<"more" | "beat"> =>
    new Promise((resolve) => {
      if (feed.lastId > last) return resolve("more");
      const timer = setTimeout(() => resolve("beat"), options.heartbeatMs);
      wake = () => {
        clearTimeout(timer);
        resolve("more");
      };
    });
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        controller.enqueue(encoder.encode(`retry: 2000\nid: ${last}\n: follows\n\n`));
        leave = feed.onMore(() => {
          if (feed.lastId - last > options.behindMax && (controller.desiredSize ?? 0) <= 0) {
            const problem = problemOf("listener-too-slow", `more than ${options.behindMax} events behind`);
            controller.enqueue(encoder.encode(`event: problem\ndata: ${JSON.stringify(problem)}\n\n`));
            end();
            controller.close();
          } else {
            wake();
          }
        });
      },
      async pull(controller) {
        const why = await more();
        if (ended) return;
        const visible = options.visible();
        if (visible === null) {
          end();
          controller.close();
          return;
        }
        const { events } = feed.after(last, STEP);
        last = events.at(-1)?.id ?? last;
        const text = events
          .flatMap((event) => visible(event) ?? [])
          .map(lineOf)
          .join("");
        // Without an event a bare id moves the place to resume from past what this listener may not see.
        const beat = why === "beat" || text === "" ? `id: ${last}\n: beat\n\n` : "";
        controller.enqueue(encoder.encode(text + beat));
      },
      cancel: end,
    },
    { highWaterMark: WAITING_BYTES, size: (chunk) => chunk?.byteLength ?? 0 },
  );
}

function lineOf(event: FeedEvent): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`;
}
