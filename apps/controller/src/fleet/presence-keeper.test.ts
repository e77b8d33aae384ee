import type { Status } from "@dalaba/protocol";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { AirEvent } from "../air/ipc";
import type { AirLink, AirPeer } from "../air-link";
import { StoredFeed } from "../feed/stored-feed";
import { silentLog } from "../log";
import { NOW, openTestTown, type TestTown } from "../town-store.test-support";
import { PresenceKeeper } from "./presence-keeper";
import { readTownView } from "./town-view";

let town: TestTown;
let keeper: PresenceKeeper;
let hear: (event: AirEvent) => void;
let meet: (connected: boolean) => void;
let peer: AirPeer | null;

beforeEach(async () => {
  town = await openTestTown();
  peer = { pid: 1, clockId: "x", ports: null };
  const air: AirLink = {
    get peer() {
      return peer;
    },
    ask: () => Promise.reject(new Error("nobody asks")),
    onEvent(listener) {
      hear = listener;
      return () => undefined;
    },
    onPeer(listener) {
      meet = listener;
      return () => undefined;
    },
    close: async () => undefined,
  };
  keeper = new PresenceKeeper({
    ...town,
    air,
    log: silentLog,
    feed: new StoredFeed(town.store),
    fleet: { view: () => readTownView(town.store) },
  });
  keeper.start();
});
afterEach(() => town.close());

const presence = (speaker: string, online: boolean, why = "heartbeat"): AirEvent => ({
  type: "presence",
  speaker,
  online,
  bootId: "00000000000000aa",
  at: NOW,
  why,
});
const told = () => town.store.events.since(0, 500).events;

describe("what air reports of speakers", () => {
  it("that sound is one event, by site", async () => {
    const started = ["east-1", "east-2", "west-1", "gone-1"];
    hear({ type: "sounding", broadcast: "00000000000000aa", started, stopped: [], sounding: 4, at: NOW });
    await vi.waitFor(() => expect(told()).toHaveLength(1));
    expect(told()[0]).toMatchObject({ kind: "broadcast-sounding", subject: "00000000000000aa", site: null });
    expect(told()[0]?.body).toEqual({
      sounding: 4,
      bySite: { east: { started: ["east-1", "east-2"] }, west: { started: ["west-1"] } },
    });
  });

  it("reaches the feed in one write, each with its site, and only when something changed", async () => {
    for (const id of ["east-1", "east-1", "west-1"]) hear(presence(id, true));
    hear(presence("east-1", false, "will"));
    await vi.waitFor(() => expect(told()).toHaveLength(3));
    expect(told()).toMatchObject([
      { kind: "speaker-online", subject: "east-1", site: "east" },
      { kind: "speaker-online", subject: "west-1", site: "west" },
      { kind: "speaker-offline", subject: "east-1", body: { why: "will" } },
    ]);
    keeper.stop();
  });

  it("is stored when the controller stops, and known when it comes back", () => {
    hear(presence("east-1", true));
    hear({ type: "status", speaker: "east-1", status: { type: "status", online: true } as Status, at: NOW });
    keeper.stop();
    expect(town.store.status.get("east-1")).toMatchObject({
      online: true,
      lastSeenAtMs: NOW,
      status: { online: true },
    });
    expect(told()).toHaveLength(1);
  });

  it("counts everybody offline when air is another process, and nobody while it is the same", async () => {
    hear(presence("east-1", true));
    peer = null;
    meet(false);
    peer = { pid: 1, clockId: "x", ports: null };
    meet(true);
    expect(keeper.book.online("east-1", NOW)).toBe(true);
    peer = { pid: 2, clockId: "x", ports: null };
    meet(true);
    expect(keeper.book.online("east-1", NOW)).toBe(false);
    keeper.stop();
    expect(told().at(-1)).toMatchObject({ kind: "speaker-offline", body: { why: "air-restarted" } });
  });

  it("puts air's troubles into the feed of who may see that speaker", () => {
    hear({ type: "trouble", code: "flooding", detail: "too much", speaker: "west-1", at: NOW });
    hear({ type: "trouble", code: "journal-failed", detail: "full", at: NOW });
    keeper.stop();
    expect(told()).toMatchObject([
      { kind: "trouble", subject: "west-1", site: "west", body: { code: "flooding" } },
      { kind: "trouble", subject: "air", site: null },
    ]);
  });
});
