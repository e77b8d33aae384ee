import { createHash } from "node:crypto";
import { OggOpusWriter } from "@dalaba/media";
import {
  type BroadcastId,
  type BundleOccurrence,
  clipMessages,
  encodeAudio,
  encodeBundle,
  FRAME_SAMPLES,
  type SpeakerConfig,
} from "@dalaba/protocol";
import { describe, expect, it } from "vitest";
import { MemoryFlash } from "../speaker/flash";
import { audioOf, CLOCK_ID, cfgDocument, offerOf, UTC0 } from "../speaker/signed-wire.test-support";
import { TestTown, type TestTownOptions } from "../speaker/test-town.test-support";
import { ClipCache } from "./clip-cache";

const A = "00000000000000a1";
const B = "00000000000000b2";
const FRAMES = 300;
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const packets = Array.from({ length: FRAMES }, (_, n) => Uint8Array.of(0x48, n % 256, 7));
const clip = ((): Uint8Array => {
  const writer = new OggOpusWriter({ serial: 7, preSkip: 0, inputSampleRate: 16_000 });
  const head = writer.header();
  const pages = packets.map((packet) => writer.push(packet, FRAME_SAMPLES) ?? new Uint8Array(0));
  return Buffer.concat([head, ...pages, writer.end()]);
})();
const CLIP = { sha256: hashOf(clip), bytes: clip.length, frames: FRAMES };

const occurrence = (atUtcMs: number, over: Partial<BundleOccurrence> = {}): BundleOccurrence => ({
  ...{ broadcast: A, atUtcMs, ...CLIP, class: "schedule", priority: 40, issued: 5, gainDb: 0 },
  ...{ chime: "none", groups: ["all"], speakers: [] },
  ...over,
});

interface Kept {
  readonly flash: MemoryFlash;
  readonly clips: ClipCache;
}

const keeping = (): Kept => ({ flash: new MemoryFlash(), clips: new ClipCache(1024 * 1024) });

/** A speaker that has fetched the programme that its cfg names. */
function programmed(
  occurrences: readonly BundleOccurrence[],
  options: Partial<TestTownOptions> = {},
  config: Partial<SpeakerConfig> = {},
): TestTown {
  const bundle = encodeBundle({ occurrences });
  const served = new Map([
    [hashOf(bundle), bundle],
    [CLIP.sha256, clip],
  ]);
  const town = new TestTown({ ...keeping(), served, ...options });
  town.join({ bundle: { sha256: hashOf(bundle), bytes: bundle.length }, ...config });
  town.run(31_000);
  return town;
}

const status = (town: TestTown) => town.said.filter(({ type }) => type === "status").at(-1);
const first = (town: TestTown, broadcast: string) =>
  town.heard.find((each) => each.what === "frame" && each.broadcast === broadcast);
/** 40 s after boot and the fetch, whatever the bundle says. */
const DUE = UTC0 + 80_000;
const audioHash = hashOf(
  Buffer.concat([...clipMessages(A as BroadcastId, packets)].map((each) => encodeAudio(each, false))),
);

describe("a speaker that keeps clips", () => {
  it("fetches its bundle and then the clips in it, and says so", () => {
    const town = programmed([occurrence(DUE)]);
    expect(town.fetches.map(({ sha256 }) => sha256).at(-1)).toBe(CLIP.sha256);
    expect(status(town)).toMatchObject({ clipKiB: 1024, bundle: town.fetches[0]?.sha256 });
    expect(status(town)).not.toHaveProperty("clipsMissing");
  });

  it("fetches nothing while something sounds, and only what is for it", () => {
    expect(programmed([occurrence(DUE, { groups: ["z-other"] })]).fetches).toHaveLength(1);
    const town = new TestTown({ ...keeping(), served: new Map() }).join({
      bundle: { sha256: "00".repeat(32), bytes: 10 },
    });
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs() }));
    town.keepSending(B, 0, 31_000);
    expect(town.fetches).toEqual([]);
  });

  it("sounds the clip of an offer without a message, as if all had come, and leaves what comes alone", () => {
    const town = programmed([occurrence(DUE)]);
    town.order(
      offerOf({
        broadcast: A,
        class: "schedule",
        priority: 40,
        t0Us: town.serverUs() + 1_000_000,
        clip: CLIP,
      }),
    );
    expect(town.acks.at(-1)).toMatchObject({ answer: "accept", clip: true });
    town.run(2_000);
    town.deliver(audioOf(A, 9));
    town.run(6_000);
    expect(town.framesHeard(A)).toHaveLength(FRAMES);
    expect(town.receipts).toMatchObject([
      { broadcast: A, endedBecause: "finished", played: FRAMES, late: 0, missing: 0, clip: true, audioHash },
    ]);
    expect(town.receipts[0]).not.toHaveProperty("aloneAtUtcMs");
    expect(town.speaker.refused).toEqual({});
  });

  it("joins the clip where the others are", () => {
    const town = programmed([occurrence(DUE)]);
    const t0Us = town.serverUs() - 2_000_000;
    town.order(offerOf({ broadcast: A, class: "schedule", priority: 40, t0Us, clip: CLIP }));
    town.run(5_000);
    const [joined] = town.framesHeard(A);
    expect(joined).toBeGreaterThan(1.9 * 48_000);
    expect(joined).toBeLessThan(2.2 * 48_000);
    expect(town.receipts[0]).toMatchObject({ endedBecause: "finished", missing: 0 });
  });

  it("listens like any other when it has not that clip, or a clock that is not the offer's", () => {
    for (const over of [
      { clip: { ...CLIP, sha256: "ab".repeat(32) } },
      { clip: CLIP, clockId: "0000000000000bad" },
    ]) {
      const town = programmed([occurrence(DUE)]);
      town.order(offerOf({ broadcast: B, clockId: CLOCK_ID, t0Us: town.serverUs(), ...over }));
      expect(town.acks.at(-1)).not.toHaveProperty("clip");
      town.send(B, 0, 10);
      expect(town.framesHeard(B).length).toBeGreaterThan(0);
    }
  });
});

describe("a speaker that is left alone", () => {
  it("sounds its programme at its time, and tells once when it is back; the offer of it is refused", () => {
    const town = programmed([occurrence(DUE, { chime: "two-tone" })]);
    town.cut();
    town.run(60_000);
    const chime = town.heard.find(({ what }) => what === "chime");
    expect(UTC0 + (chime?.atUs ?? 0) / 1000).toBeCloseTo(DUE, -1);
    expect(UTC0 + (first(town, A)?.atUs ?? 0) / 1000).toBeCloseTo(DUE + 1200, -1);
    expect(town.framesHeard(A)).toHaveLength(FRAMES);
    expect(town.receipts).toEqual([]);
    town.mend();
    town.run(2_000);
    expect(town.receipts).toMatchObject([
      { broadcast: A, endedBecause: "finished", played: FRAMES, clip: true, audioHash },
    ]);
    const at = town.receipts[0]?.aloneAtUtcMs ?? 0;
    expect(Math.abs(at - DUE - 1200)).toBeLessThan(20);
    town.order(offerOf({ broadcast: A, class: "schedule", priority: 40, t0Us: town.serverUs() }));
    expect(town.acks.at(-1)).toMatchObject({ answer: "denied", why: "already-played" });
    town.run(30_000);
    expect(town.receipts).toHaveLength(1);
  });

  it("waits thirty seconds, and joins in step what has begun meanwhile", () => {
    const due = DUE + 7_500;
    const town = programmed([occurrence(due)]);
    // A clock is asked every ten seconds: the link breaks right after an answer.
    town.run(due - 36_000 - town.utcMs);
    const asked = town.clockRequests;
    while (town.clockRequests < asked + 8) town.run(10);
    town.run(500);
    town.cut();
    const cutUs = town.nowUs;
    town.run(60_000);
    const { atUs = 0, mediaTime = 0 } = first(town, A) ?? {};
    expect(atUs - cutUs).toBeGreaterThan(29_000_000);
    expect(mediaTime).toBeGreaterThan(48_000);
    expect(UTC0 + atUs / 1000 - mediaTime / 48).toBeCloseTo(due, -1);
  });

  it.each([
    ["somebody is there", (town: TestTown) => town.run(1), 0],
    ["the clock answers for nobody", (town: TestTown) => town.nobodyAttends(), FRAMES],
    ["it is another's", (town: TestTown) => town.cut(), 0, { groups: ["z-other"], speakers: ["horn-2"] }],
    ["it is named", (town: TestTown) => town.cut(), FRAMES, { groups: [], speakers: ["horn-1"] }],
    ["too little of it is left", (town: TestTown) => town.cut(), 0, { frames: 100 }],
  ] as const)("plays or not: %s", (_, act, frames, over: Partial<BundleOccurrence> = {}) => {
    const town = programmed([occurrence(over.frames ? DUE - 20_000 : DUE, over)]);
    act(town);
    town.run(70_000);
    expect(town.framesHeard(A)).toHaveLength(frames);
  });

  it("goes on with an offered clip of its programme when the link breaks, and does not begin it again", () => {
    const town = programmed([occurrence(DUE, { frames: FRAMES })]);
    town.run(DUE - 1_000 - town.utcMs);
    const t0Us = town.serverUs() + 1_000_000;
    town.order(offerOf({ broadcast: A, class: "schedule", priority: 40, t0Us, clip: CLIP }));
    town.run(2_000);
    town.cut();
    town.run(60_000);
    expect(town.framesHeard(A)).toHaveLength(FRAMES);
    town.mend();
    town.run(1_000);
    expect(town.receipts).toMatchObject([{ played: FRAMES, endedBecause: "finished" }]);
  });

  it("keeps a programme of hours, each occurrence once and at its time, when its clock is loose too", () => {
    const ids = Array.from({ length: 12 }, (_, n) => (0xa00 + n).toString(16).padStart(16, "0"));
    const at = (n: number) => DUE + n * 900_000;
    const town = programmed(ids.map((broadcast, n) => occurrence(at(n), { broadcast })));
    town.cut();
    town.run(12 * 900_000);
    expect(town.speaker.sync).toBe("loose");
    for (const [n, id] of ids.entries()) {
      expect(town.framesHeard(id)).toHaveLength(FRAMES);
      expect(UTC0 + (first(town, id)?.atUs ?? 0) / 1000).toBeCloseTo(at(n), -1);
    }
    town.mend();
    town.run(2_000);
    expect(town.receipts.map(({ broadcast, played }) => [broadcast, played])).toEqual(
      ids.map((id) => [id, FRAMES]),
    );
  });

  it("neither forgets nor repeats after a power cut, and needs the time before it plays anything", () => {
    const kept = keeping();
    const town = programmed([occurrence(DUE)], kept);
    town.cut();
    town.run(60_000);
    expect(town.framesHeard(A)).toHaveLength(FRAMES);
    const again = new TestTown({ ...kept, bootUs: town.nowUs, served: new Map() });
    again.run(60_000);
    expect(again.heard).toEqual([]);
    again.speaker.online(again.nowUs);
    again.run(2_000);
    expect(again.receipts).toMatchObject([{ broadcast: A, played: FRAMES }]);
    expect(again.receipts[0]?.aloneAtUtcMs).toBeGreaterThan(0);
    expect(kept.flash.read().receipts).toEqual([]);
    again.order(offerOf({ broadcast: A, class: "schedule", priority: 40, t0Us: again.serverUs() }));
    expect(again.acks.at(-1)).toMatchObject({ answer: "denied", why: "already-played" });
  });

  it("plays nothing of a programme that a newer cfg took away, and ends what sounds of it", () => {
    const town = programmed([occurrence(DUE)]);
    town.deliver(cfgDocument(101, { speaker: town.id }));
    town.cut();
    town.run(60_000);
    expect(town.framesHeard(A)).toEqual([]);
    const sounding = programmed([occurrence(DUE)]);
    sounding.unattended = true;
    sounding.run(DUE + 1_000 - sounding.utcMs);
    expect(sounding.speaker.sounding).toEqual([A]);
    sounding.deliver(cfgDocument(101, { speaker: sounding.id }));
    sounding.run(1_000);
    expect(sounding.receipts).toMatchObject([{ broadcast: A, endedBecause: "stopped" }]);
  });

  it("keeps quiet hours, also against itself", () => {
    const minute = Math.floor(DUE / 60_000) % 1440;
    const quietHours = [{ fromMinute: minute, toMinute: (minute + 5) % 1440 }];
    const town = programmed([occurrence(DUE)], {}, { quietHours });
    town.cut();
    town.run(70_000);
    expect(town.heard).toEqual([]);
  });

  it("gives way to a talk when it is back, and is rejoined", () => {
    const town = programmed([occurrence(DUE)]);
    town.unattended = true;
    town.run(DUE + 1_000 - town.utcMs);
    expect(town.speaker.sounding).toEqual([A]);
    town.order(offerOf({ broadcast: B, t0Us: town.serverUs() }));
    town.send(B, 0, 50, { eosAt: 49 });
    town.run(5_000);
    expect(town.receipts.map(({ broadcast, endedBecause }) => [broadcast, endedBecause])).toEqual([
      [B, "finished"],
      [A, "finished"],
    ]);
  });
});
