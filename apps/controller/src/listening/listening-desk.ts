import { type Outcome, refuse } from "@dalaba/core";
import type { Caller } from "../http/context";
import type { SimDoor } from "./sim-door";

const LISTENERS_MAX = 32;
const LISTENERS_EACH_MAX = 4;
/** Whether the listener still may is asked anew this often, ms. */
const AGAIN_MS = 5_000;

/** Lets people hear what a speaker is sounding, for as long as they may and as fast as they read. */
export class ListeningDesk {
  private readonly sim: SimDoor;
  private readonly open = new Map<string, number>();
  private listeners = 0;

  constructor(sim: SimDoor) {
    this.sim = sim;
  }

  /** An endless WAV. A listener that does not keep up is dropped by the simulator; one that may no longer, here. */
  async listen(
    speaker: string,
    may: () => boolean,
    caller: Caller,
  ): Promise<Outcome<ReadableStream<Uint8Array>>> {
    const who = caller.actor.token?.id ?? caller.actor.operator;
    const own = this.open.get(who) ?? 0;
    if (this.listeners >= LISTENERS_MAX || own >= LISTENERS_EACH_MAX)
      return refuse("too-busy", `${own} speakers are being listened to already`, { waitSeconds: 5 });
    this.listeners++;
    this.open.set(who, own + 1);
    const leaving = new AbortController();
    const opened = await this.sim.open(speaker, leaving.signal);
    const leave = once(() => {
      leaving.abort();
      this.listeners--;
      const left = (this.open.get(who) ?? 1) - 1;
      if (left > 0) this.open.set(who, left);
      else this.open.delete(who);
    });
    if (!opened.ok) {
      leave();
      return opened;
    }
    return { ok: true, value: passedOn(opened.value, may, leave) };
  }
}

function passedOn(
  from: ReadableStream<Uint8Array>,
  may: () => boolean,
  leave: () => void,
): ReadableStream<Uint8Array> {
  const reader = from.getReader();
  let askedMs = performance.now();
  const end = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    leave();
    controller.close();
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const nowMs = performance.now();
        if (nowMs - askedMs > AGAIN_MS) {
          askedMs = nowMs;
          if (!may()) return end(controller);
        }
        // The simulator's end, and its dropping of a slow listener, are the end of what is heard.
        const { done, value } = await reader.read().catch(() => ({ done: true as const, value: undefined }));
        if (done) end(controller);
        else controller.enqueue(value);
      },
      cancel: leave,
    },
    { highWaterMark: 0 },
  );
}

function once(work: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    work();
  };
}
