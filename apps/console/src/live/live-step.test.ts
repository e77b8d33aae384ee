import type { EventReply, OnAirReply, SpeakerReply, StatusReply } from "@dalaba/api/browser";
import { describe, expect, it } from "vitest";
import { emptyLive, type LiveState, type Snapshot, STALE_AFTER_MS } from "./live-state";
import { liveStep } from "./live-step";
import { countSpeakers, speakerState } from "./speaker-view";
import { SseReader } from "./sse-reader";

const speaker = { id: "sp-1", name: "一号", site: "east", online: true, disabled: false } as SpeakerReply;
const onAir = (broadcast: string, priority: number, sounding: string[]): OnAirReply =>
  ({ broadcast, priority, startedAtMs: 5, sounding }) as unknown as OnAirReply;
const snapshot: Snapshot = {
  speakers: [speaker],
  sites: [],
  zones: [],
  rooms: [],
  onAir: [],
  status: { ready: true } as StatusReply,
};
const event = (id: number, kind: string, subject = "sp-1"): EventReply => ({
  ...{ id, kind, subject, atMs: 1_700_000_000_000, site: "east", body: {} },
});
const known = (): LiveState => liveStep(emptyLive, { type: "snapshot", snapshot }, 1_000);
const view = (state: LiveState) =>
  speakerState(state.speakers.get("sp-1") as SpeakerReply, state.sounding, state.link);

describe("what the console knows of the town", () => {
  it("is nothing before the first snapshot, whatever the feed says", () => {
    const early = liveStep(emptyLive, { type: "events", events: [event(7, "speaker-online")] }, 10);
    expect(early).toMatchObject({ link: "connecting", lastEventId: 7 });
    expect(known()).toMatchObject({ link: "live", heardAtMs: 1_000 });
  });

  it("follows each event once and in order, so that a resumed feed changes nothing twice", () => {
    const off = liveStep(known(), { type: "events", events: [event(8, "speaker-offline")] }, 2_000);
    expect(view(off)).toBe("offline");
    const again = liveStep(
      off,
      { type: "events", events: [event(8, "speaker-online"), event(3, "speaker-online")] },
      3_000,
    );
    expect(view(again)).toBe("offline");
    expect(view(liveStep(again, { type: "events", events: [event(9, "speaker-online")] }, 3_100))).toBe(
      "online",
    );
  });

  it("grows stale in silence, and then claims nothing of any speaker", () => {
    const sounding = liveStep(known(), { type: "on-air", items: [onAir("b1", 60, ["sp-1"])] }, 1_500);
    expect(view(sounding)).toBe("sounding");
    const calm = liveStep(sounding, { type: "tick" }, 1_000 + STALE_AFTER_MS);
    expect(calm).toBe(sounding);
    const stale = liveStep(sounding, { type: "tick" }, 1_001 + STALE_AFTER_MS);
    expect([stale.link, view(stale)]).toEqual(["stale", "unknown"]);
    expect(liveStep(stale, { type: "heard", id: 12 }, 90_000)).toMatchObject({
      link: "live",
      lastEventId: 12,
    });
  });

  it("keeps what it knew while the controller is away, marked as unknown", () => {
    const lost = liveStep(known(), { type: "lost" }, 2_000);
    expect([lost.link, lost.speakers.size, view(lost)]).toEqual(["offline", 1, "unknown"]);
    expect(liveStep(liveStep(lost, { type: "signed-out" }, 3), { type: "lost" }, 4).link).toBe("signed-out");
  });

  it("shows the most urgent broadcast first, and a speaker with all that it sounds", () => {
    const items = [onAir("music", 10, ["sp-1"]), onAir("talk", 64, ["sp-1", "sp-2"])];
    const state = liveStep(known(), { type: "on-air", items }, 2);
    expect(state.onAir.map(({ broadcast }) => broadcast)).toEqual(["talk", "music"]);
    expect(state.sounding.get("sp-1")).toEqual(["music", "talk"]);
  });

  it("hears of each speaker that begins or stops sounding, without asking", () => {
    const playing = liveStep(known(), { type: "on-air", items: [onAir("b1", 60, ["sp-9"])] }, 2);
    const sounding = {
      ...event(30, "broadcast-sounding", "b1"),
      body: { bySite: { east: { started: ["sp-1"] } } },
    };
    const more = liveStep(playing, { type: "events", events: [sounding] }, 3);
    expect(view(more)).toBe("sounding");
    const quiet = { ...sounding, id: 31, body: { bySite: { east: { stopped: ["sp-1", "sp-9"] } } } };
    const none = liveStep(more, { type: "events", events: [quiet] }, 4);
    expect([view(none), none.onAir[0]?.sounding]).toEqual(["online", []]);
    expect(none.broadcastsRevision).toBe(playing.broadcastsRevision);
  });

  it("asks for lists again when broadcasts or the town changed, not for every count", () => {
    const { broadcastsRevision, townRevision } = known();
    const after = (kind: string) => liveStep(known(), { type: "events", events: [event(20, kind, "x")] }, 2);
    expect(after("broadcast-progress").broadcastsRevision).toBe(broadcastsRevision);
    expect(after("broadcast-settled").broadcastsRevision).toBe(broadcastsRevision + 1);
    expect(after("town-changed").townRevision).toBe(townRevision + 1);
    expect(after("speaker-online").townRevision).toBe(townRevision + 1);
    expect(after("speaker-unverified").townRevision).toBe(townRevision);
  });

  it("counts a sounding speaker as online, a disabled one as neither", () => {
    expect(countSpeakers(["sounding", "online", "offline", "disabled", "unknown"])).toEqual({
      ...{ total: 5, online: 2, sounding: 1, offline: 1 },
    });
  });
});

describe("the stream of the feed", () => {
  it("is cut into events and beats, wherever the network cuts it", () => {
    const text =
      'retry: 2000\nid: 4\n: follows\n\nid: 5\ndata: {"id":5}\n\nid: 6\n: beat\n\nevent: problem\ndata: a\ndata: b\n\n';
    for (let size = 1; size < text.length; size += 3) {
      const reader = new SseReader();
      const blocks = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g"))?.flatMap((part) => reader.push(part));
      expect(blocks).toEqual([
        { id: 4, event: "message", data: null },
        { id: 5, event: "message", data: '{"id":5}' },
        { id: 6, event: "message", data: null },
        { id: null, event: "problem", data: "a\nb" },
      ]);
    }
  });
});
