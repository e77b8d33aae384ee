import { describe, expect, it } from "vitest";
import { SettleWaiters } from "./settle-waiters";

describe("waiting for a result", () => {
  it("ends when it is there, for everyone who waits for it and nobody else", async () => {
    const waiters = new SettleWaiters();
    const { signal } = new AbortController();
    const done: string[] = [];
    const all = [
      waiters.wait("a", 60_000, signal).then(() => done.push("first")),
      waiters.wait("a", 60_000, signal).then(() => done.push("second")),
    ];
    const other = waiters.wait("b", 60_000, signal).then(() => done.push("other"));
    waiters.settled("a");
    await Promise.all(all);
    expect(done).toEqual(["first", "second"]);
    waiters.close();
    await other;
  });

  it("ends with its time, and with whoever asked", async () => {
    const waiters = new SettleWaiters();
    await waiters.wait("a", 1, new AbortController().signal);
    const gone = new AbortController();
    const waiting = waiters.wait("a", 60_000, gone.signal);
    gone.abort();
    await waiting;
    await waiters.wait("a", 60_000, gone.signal);
    await waiters.wait("a", 0, new AbortController().signal);
  });

  it("is bounded: beyond a thousand nobody waits", async () => {
    const waiters = new SettleWaiters();
    const { signal } = new AbortController();
    const waiting = Array.from({ length: 1_000 }, () => waiters.wait("a", 60_000, signal));
    await waiters.wait("a", 60_000, signal);
    waiters.settled("a");
    await Promise.all(waiting);
  });
});
