import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Offer } from "@dalaba/protocol";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { offerOf, seedOf, stopOf } from "../speaker/signed-wire.test-support";
import { type Fleet, type FleetOptions, startFleet } from "./fleet";
import { Loopback } from "./loopback.test-support";
import { machineUs } from "./machine-time";
import { startSpeaker } from "./start-speaker";
import { agreement, agreementOfWindows, samplesOf, spoken, voice } from "./voice.test-support";

const A = "00000000000000aa";
const IDS = ["horn-1", "horn-2", "horn-3", "horn-4"];
/** The machine is shared: what is judged here is what sounds, not how fast the machine is. */
const DELAY_US = 600_000;

let folder: string;
let town: Loopback;
let fleet: Fleet | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "dalaba-test-"));
  town = await Loopback.start(IDS);
});

afterEach(async () => {
  await fleet?.close();
  fleet = undefined;
  await town.close();
  await rm(folder, { recursive: true, force: true });
});

async function settled(running: Fleet): Promise<Fleet> {
  await running.whenOnline();
  await town.until("all know the time and their cfg", () =>
    running.states().every((each) => each.sync === "good" && each.cfgVersion > 0),
  );
  return running;
}

async function start(over: Partial<FleetOptions> = {}): Promise<Fleet> {
  fleet = await startFleet({ credentials: town.credentials, full: 2, connectWithinMs: 50, ...over });
  return settled(fleet);
}

async function talk(
  offer: Offer,
  packets: readonly Uint8Array[],
  beside?: (n: number) => void,
): Promise<void> {
  for (let n = 0; n < packets.length; n++) {
    while (machineUs() < offer.t0Us + n * 20_000) await new Promise((resolve) => setTimeout(resolve, 2));
    await town.audio(offer, n, { frames: [packets[n] as Uint8Array], eos: n === packets.length - 1 });
    beside?.(n);
  }
}

function offerSoon(over: Partial<Offer> = {}): Offer {
  const t0Us = Math.round(machineUs()) + 50_000;
  return offerOf({ broadcast: A, t0Us, delayUs: { lan: DELAY_US, wan: DELAY_US }, ...over });
}

describe("a fleet on a real broker", () => {
  it("sounds what was sent, when it was to sound, decoded by each or once for all", async () => {
    const running = await start({ recordFolder: folder, decode: "memo" });
    const { packets, decoded } = await spoken(voice(75));
    const offer = offerSoon();
    await town.order(offer);
    await talk(offer, packets, (n) => {
      // In the middle of it, somebody else speaks for the controller and is not heard.
      if (n === 30) void town.audio(offer, 31, { frames: [packets[0] as Uint8Array] }, seedOf(66));
    });
    await town.until("a receipt of each", () => town.saidBy("receipt").length === IDS.length);
    for (const { message } of town.saidBy("receipt"))
      expect(message).toMatchObject({
        played: 75,
        late: 0,
        missing: 0,
        endedBecause: "finished",
        sync: "good",
      });
    expect(new Set(town.saidBy("receipt").map(({ message }) => message.audioHash)).size).toBe(1);
    for (const truth of running.truth(A)) {
      const error = Math.abs((truth.firstUs ?? 0) - (offer.t0Us + DELAY_US));
      const receipt = town.saidBy("receipt").find(({ speaker }) => speaker === truth.speaker)?.message;
      expect(error).toBeLessThan((receipt?.clockErrorUs ?? 0) + 200);
      expect(truth.voicedUs).toBeGreaterThanOrEqual(truth.firstUs ?? 0);
      const wav = running.wav(truth.speaker);
      const heard = samplesOf(wav?.bytes ?? new Uint8Array(44));
      const at = Math.round((((truth.firstUs ?? 0) - (wav?.startUs ?? 0)) * 16_000) / 1e6);
      // What is known of the clock while it sounds may move by as much as is said of its error, and the sound with it.
      const within = 2 + Math.ceil((2 * (receipt?.clockErrorUs ?? 0) * 16_000) / 1e6);
      const found = agreementOfWindows(decoded.subarray(1_600, 22_400), heard.subarray(at + 1_600), within);
      expect(found.windows).toBeGreaterThan(6);
      expect(found.medianDb).toBeGreaterThan(20);
      expect(found.worstDb).toBeGreaterThan(10);
    }
  });

  it("that counts sounds it for whoever begins to listen in the middle of it", async () => {
    const running = await start({ full: 0 });
    const { packets, decoded } = await spoken(voice(60));
    const offer = offerSoon();
    const heard: number[] = [];
    let leave: (() => void) | undefined;
    let startUs = 0;
    await town.order(offer);
    await talk(offer, packets, (n) => {
      if (n !== 5) return;
      startUs = machineUs();
      leave = running.listen("horn-2", { write: (pcm) => void heard.push(...pcm), close: () => {} });
    });
    await town.until("a receipt of each", () => town.saidBy("receipt").length === IDS.length);
    leave?.();
    expect(running.listen("horn-9", { write: () => {}, close: () => {} })).toBeUndefined();
    const pcm = Float32Array.from(heard);
    // 40 ms after it sounded, less the card's tick in which the listening began.
    const at = Math.round(((offer.t0Us + DELAY_US + 40_000 - startUs) * 16_000) / 1e6);
    const { snrDb } = agreement(decoded.subarray(3_200, 16_000), pcm.subarray(at + 3_200), {
      from: -320,
      to: 320,
    });
    expect(snrDb).toBeGreaterThan(15);
    const receipt = town.saidBy("receipt").find(({ speaker }) => speaker === "horn-2")?.message;
    expect(receipt).toMatchObject({ played: 60, endedBecause: "finished" });
  });

  it("that counts sounds it where somebody listens", async () => {
    const running = await start({ full: 0 });
    running.record("horn-3", true);
    const { packets } = await spoken(voice(25));
    const offer = offerSoon();
    await town.order(offer);
    await talk(offer, packets);
    await town.until("a receipt of each", () => town.saidBy("receipt").length === IDS.length);
    const heard = samplesOf(running.wav("horn-3")?.bytes ?? new Uint8Array(44));
    expect(heard.some((sample) => Math.abs(sample) > 0.1)).toBe(true);
  });

  it("that only counts says the same in its receipts, and knows when the voice began", async () => {
    const running = await start({ full: 1 });
    const { packets } = await spoken(voice(50));
    const offer = offerSoon();
    await town.order(offer);
    await talk(offer, packets);
    await town.until("a receipt of each", () => town.saidBy("receipt").length === IDS.length);
    const said = town.saidBy("receipt").map(({ message }) => message);
    for (const message of said)
      expect(message).toMatchObject({ played: 50, late: 0, missing: 0, endMediaTime: 48_000 });
    const voiced = running.truth(A).map((truth) => (truth.voicedUs ?? 0) - (truth.firstUs ?? 0));
    expect(voiced).toHaveLength(IDS.length);
    for (const each of voiced) expect(Math.abs(each - (voiced[0] as number))).toBeLessThan(10_000);
  });

  it("asks the time over MQTT when datagrams go nowhere", async () => {
    town.udp = false;
    await start();
  });

  it("leaves politely: receipts for what sounds, and status offline", async () => {
    const running = await start();
    const offer = offerSoon();
    await town.order(offer);
    await town.until("all sound it", () => running.states().every((each) => each.sounding.includes(A)));
    await running.close();
    await town.until("all said goodbye", () => {
      const gone = town.saidBy("status").filter(({ message }) => !message.online);
      return new Set(gone.map(({ speaker }) => speaker)).size === IDS.length;
    });
    expect(town.saidBy("receipt").every(({ message }) => message.endedBecause === "restarted")).toBe(true);
  });

  it("keeps its documents in a folder through a restart", async () => {
    await (await start({ stateFolder: folder })).close();
    await town.forgetDocuments();
    const again = await startFleet({
      credentials: town.credentials,
      stateFolder: folder,
      connectWithinMs: 50,
    });
    fleet = again;
    await again.whenOnline();
    expect(again.states().every((each) => each.cfgVersion === 100 && each.keysVersion === 100)).toBe(true);
  });

  it("can be one speaker", async () => {
    const [credentials] = town.credentials;
    fleet = await startSpeaker(credentials as NonNullable<typeof credentials>);
    await settled(fleet);
    expect(fleet.states()).toMatchObject([{ id: "horn-1", online: true }]);
  });
});

describe("faults on command", () => {
  const still = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 100));

  it("a reboot begins a new boot, with what flash kept, and the speaker comes back", async () => {
    const running = await start();
    const before = running.state("horn-1")?.bootId;
    expect(running.fault("horn-1", { kind: "reboot", offMs: 50, wipe: false })).toBe(true);
    await town.until("it is back", () => {
      const state = running.state("horn-1");
      return state?.online === true && state.bootId !== before && state.sync === "good";
    });
    const will = town
      .saidBy("status")
      .filter(({ speaker, message }) => speaker === "horn-1" && !message.online);
    expect(will.length).toBeGreaterThan(0);
    expect(running.state("horn-1")?.cfgVersion).toBe(100);
    expect(running.fault("nobody", { kind: "clear" })).toBe(false);
  });

  it("a frozen speaker reads nothing, so that its broker meets backpressure, and thaws", async () => {
    const running = await start();
    running.fault("horn-1", { kind: "freeze", seconds: 3_600 });
    await still();
    const bytes = new Uint8Array(60_000);
    for (let n = 0; n < 200; n++) town.write("pa/g/all/a", bytes);
    await town.until(
      "the broker's side of one line fills",
      () => town.waiting.filter((each) => each > 0).length === 1,
    );
    expect(running.state("horn-1")?.frozen).toBe(true);
    running.fault("horn-1", { kind: "freeze", seconds: 0 });
    await town.until("it drains", () => town.waiting.every((each) => each === 0));
  });

  it("a flooding speaker sends thousands of messages a second", async () => {
    const running = await start();
    const before = town.published;
    running.fault("horn-2", { kind: "flood", perSecond: 10_000, seconds: 1 });
    await town.until("thousands came", () => town.published - before > 3_000);
    running.fault("horn-2", { kind: "clear" });
  });

  it("a wrong clock makes it refuse orders as expired, and clearing it makes it obey again", async () => {
    const running = await start();
    running.fault("horn-3", { kind: "clock", utcMs: 7_200_000, serverUs: 0 });
    const refused = (): number => running.state("horn-3")?.refused.expired ?? 0;
    await town.until("it refuses", () => {
      void town.order(offerSoon({ broadcast: "00000000000000c1" }));
      return refused() > 0;
    });
    running.fault("horn-3", { kind: "clear" });
    await town.until("it obeys", () => {
      void town.order(offerSoon({ broadcast: "00000000000000c2" }));
      return running.state("horn-3")?.sounding.length === 1;
    });
  });

  it("withheld and corrupted audio is missing in the receipts of whom it concerns, and in no others", async () => {
    const running = await start({ full: 4 });
    running.fault("horn-1", { kind: "loss", percent: 30, of: "audio" });
    running.fault("horn-2", { kind: "corrupt", percent: 30, of: "audio" });
    const { packets } = await spoken(voice(60));
    const offer = offerSoon();
    await town.order(offer);
    await talk(offer, packets);
    await town.order(stopOf(A, { endMediaTime: 60 * 960, reason: "finished" }));
    await town.until(
      "a receipt of each",
      () => new Set(town.saidBy("receipt").map((r) => r.speaker)).size === 4,
    );
    for (const { speaker, message } of town.saidBy("receipt")) {
      const struck = speaker === "horn-1" || speaker === "horn-2";
      expect(message.missing > 0).toBe(struck);
      expect(message.played + message.missing + message.late).toBeGreaterThanOrEqual(struck ? 50 : 60);
    }
    expect(running.state("horn-2")?.refused["bad-signature"] ?? 0).toBeGreaterThan(0);
  });

  it("a line that is dropped is made again", async () => {
    const running = await start();
    running.fault("all", { kind: "disconnect" });
    expect(running.online).toBe(0);
    await running.whenOnline(4, 20_000);
  });
});
