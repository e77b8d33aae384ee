import type { Status, Telemetry } from "@dalaba/protocol";
import { describe, expect, it } from "vitest";
import { HEARTBEAT_MS, PresenceBook } from "./presence-book";

const presence = (online: boolean, at: number, why = "heartbeat") =>
  ({ type: "presence", speaker: "a", online, bootId: "00000000000000aa", at, why }) as const;
const status = (online: boolean) => ({ type: "status", online, firmware: "1" }) as unknown as Status;

describe("the presence book", () => {
  const stored = (online: boolean) => ({
    ...{ speaker: "a" as never, bootId: null, online, status: null, statusAtMs: null },
    ...{ telemetry: null, telemetryAtMs: null, lastSeenAtMs: 900 },
  });

  it("believes in nobody until air reports", () => {
    const book = new PresenceBook([stored(true)]);
    expect(book.online("a", 1_000)).toBe(false);
    expect(book.get("a").lastSeenAtMs).toBe(900);
    book.take(presence(true, 1_000));
    expect(book.online("a", 1_002)).toBe(true);
  });

  it("takes for news only what changed while the controller was away", () => {
    for (const was of [true, false])
      for (const is of [true, false])
        expect(new PresenceBook([stored(was)]).take(presence(is, 1_000, "snapshot"))).toBe(was !== is);
    const book = new PresenceBook([stored(true)]);
    expect(book.take({ type: "telemetry", speaker: "a", telemetry: {} as Telemetry, at: 950 })).toBe(false);
    expect(book.take(presence(true, 1_000, "snapshot"))).toBe(false);
    expect(book.take(presence(true, 1_001))).toBe(false);
    expect(book.take(presence(false, 1_002, "will"))).toBe(true);
    expect(new PresenceBook([]).take(presence(true, 1_000))).toBe(true);
  });

  it("counts only a heartbeat younger than a minute, whatever was said last", () => {
    const book = new PresenceBook([]);
    book.take(presence(true, 1_000));
    expect(book.online("a", 1_000 + HEARTBEAT_MS)).toBe(true);
    expect(book.online("a", 1_001 + HEARTBEAT_MS)).toBe(false);
    book.take({ type: "telemetry", speaker: "a", telemetry: {} as Telemetry, at: 40_000 });
    expect(book.online("a", 1_001 + HEARTBEAT_MS)).toBe(true);
  });

  it("does not take a farewell for a sign of life", () => {
    const book = new PresenceBook([]);
    book.take(presence(true, 1_000));
    book.take({ type: "status", speaker: "a", status: status(false), at: 5_000 });
    book.take(presence(false, 5_000, "will"));
    expect(book.get("a")).toMatchObject({
      online: false,
      lastSeenAtMs: 1_000,
      statusAtMs: 5_000,
      why: "will",
    });
  });

  it("loses everybody when air is another process", () => {
    const book = new PresenceBook([]);
    book.take(presence(true, 1_000));
    expect(book.allGone()).toEqual(["a"]);
    expect(book.allGone()).toEqual([]);
    expect(book.online("a", 1_000)).toBe(false);
  });

  it("hands out what is to be stored, once", () => {
    const book = new PresenceBook([]);
    book.take(presence(true, 1_000));
    book.take({ type: "status", speaker: "a", status: status(true), at: 2_000 });
    expect(book.takeUnsaved()).toEqual([
      {
        speaker: "a",
        online: true,
        bootId: "00000000000000aa",
        status: { online: true, firmware: "1" },
        statusAtMs: 2_000,
        telemetry: null,
        telemetryAtMs: null,
        lastSeenAtMs: 2_000,
      },
    ]);
    expect(book.takeUnsaved()).toEqual([]);
  });
});
