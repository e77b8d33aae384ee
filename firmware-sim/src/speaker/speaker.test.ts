import { describe, expect, it } from "vitest";
import {
  cfgDocument,
  EMERGENCY,
  KEYS,
  keysDocument,
  offerOf,
  STREAM,
  seedOf,
  signOrder,
} from "./signed-wire.test-support";
import { TestTown } from "./test-town.test-support";

const A = "00000000000000aa";

describe("joining", () => {
  it("subscribes, says it is online, and knows the time within a second", () => {
    const town = new TestTown().join();
    expect(town.subscribed.slice(0, 5)).toEqual([
      "pa/keys",
      "pa/d/horn-1/cfg",
      "pa/d/horn-1/lim",
      "pa/d/horn-1/cmd",
      "pa/d/horn-1/tr",
    ]);
    expect(town.subscribed.slice(5)).toEqual(["pa/g/all/cmd", "pa/g/all/a"]);
    expect(town.said[0]).toMatchObject({
      type: "status",
      online: true,
      protocol: 1,
      mixed: 2,
      auth: ["each"],
    });
    expect(town.said.at(-1)).toMatchObject({ type: "status", cfgVersion: 100, keysVersion: 100 });
    expect(town.speaker.sync).toBe("good");
  });

  it("asks over MQTT when no datagram is answered", () => {
    const town = new TestTown({ udp: false }).join();
    expect(town.speaker.sync).toBe("good");
  });

  it("obeys no order while it does not know the time", () => {
    const town = new TestTown({ clock: false }).join();
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    expect(town.acks).toEqual([]);
    expect(town.speaker.refused["utc-untrusted"]).toBe(1);
  });

  it("follows its groups when a cfg changes them", () => {
    const town = new TestTown().join();
    town.deliver(cfgDocument(101, { speaker: "horn-1", groups: ["all", "z-north"] }));
    expect(town.subscribed).toContain("pa/g/z-north/cmd");
    town.deliver(cfgDocument(102, { speaker: "horn-1", groups: ["all"] }));
    expect(town.subscribed).not.toContain("pa/g/z-north/cmd");
    expect(town.subscribed).toContain("pa/g/all/cmd");
  });

  it("speaks up every 20 to 30 s, and asks the time every 10", () => {
    const town = new TestTown().join();
    const before = town.clockRequests;
    town.run(120_000);
    const telemetry = town.said.filter((each) => each.type === "telemetry").length;
    expect(telemetry).toBeGreaterThanOrEqual(4);
    expect(telemetry).toBeLessThanOrEqual(6);
    expect((town.clockRequests - before) / 8).toBeGreaterThanOrEqual(14);
    expect((town.clockRequests - before) / 8).toBeLessThanOrEqual(17);
  });
});

describe("documents", () => {
  it("keeps keys and cfg in flash and refuses older ones after a reboot", () => {
    const first = new TestTown().join({ levelDb: -6 });
    const town = new TestTown({ flash: first.flash });
    town.speaker.online(town.nowUs);
    expect(town.speaker.versions).toEqual({ cfg: 100, keys: 100 });
    expect(town.subscribed).toContain("pa/g/all/cmd");
    town.deliver(cfgDocument(99, { speaker: "horn-1" }));
    town.deliver(keysDocument(99));
    expect(town.speaker.refused["version-rollback"]).toBe(2);
    expect(town.speaker.versions).toEqual({ cfg: 100, keys: 100 });
  });

  it("takes a cfg that came before its keys", () => {
    const town = new TestTown();
    town.speaker.online(town.nowUs);
    town.deliver(cfgDocument(7, { speaker: "horn-1" }));
    expect(town.speaker.versions.cfg).toBe(0);
    town.deliver(keysDocument(5));
    expect(town.speaker.versions).toEqual({ cfg: 7, keys: 5 });
  });

  it("believes neither keys of another root, nor another speaker's cfg, nor an older epoch", () => {
    const town = new TestTown().join();
    town.deliver(keysDocument(200, KEYS, seedOf(99)));
    town.deliver(cfgDocument(200, { speaker: "horn-2" }));
    town.deliver(keysDocument(201, { ...KEYS, epoch: 0 }));
    expect(town.speaker.refused).toMatchObject({ "bad-signature": 1, "not-target": 1, "old-epoch": 1 });
    expect(town.speaker.versions).toEqual({ cfg: 100, keys: 100 });
  });

  it("asks for its documents again when the clock tells of newer ones, once a minute", () => {
    const town = new TestTown().join();
    town.newestCfg = 101;
    const asked = (): number => town.subscribed.filter((each) => each === "pa/keys").length;
    town.run(50_000);
    expect(asked()).toBe(2);
    town.run(70_000);
    expect(asked()).toBe(3);
  });
});

describe("orders", () => {
  it("are answered once more, word for word, when they are repeated, and obeyed once", () => {
    const town = new TestTown().join();
    const bytes = town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    town.deliver(bytes);
    town.deliver(bytes);
    expect(town.acks).toHaveLength(3);
    expect(new Set(town.acks.map((ack) => JSON.stringify(ack))).size).toBe(1);
    expect(town.speaker.refused.replayed).toBe(2);
  });

  it("with any one bit changed are refused and leave no trace but a count", () => {
    const town = new TestTown().join();
    const offer = offerOf({ broadcast: A, t0Us: town.serverUs() });
    const bytes = signOrder(offer, 50, town.utcMs);
    for (let bit = 0; bit < bytes.length * 8; bit += 7) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      town.deliver(changed);
      town.run(20);
    }
    expect(town.acks).toEqual([]);
    expect(town.speaker.silent).toBe(true);
    expect(Object.values(town.speaker.refused).reduce((a, b) => a + b)).toBe(
      Math.ceil((bytes.length * 8) / 7),
    );
    town.deliver(signOrder(offer, 51, town.utcMs));
    expect(town.acks).toMatchObject([{ answer: "accept" }]);
  });

  it("are refused from a key of another use, over its priority, to others, and out of their time", () => {
    const town = new TestTown().join();
    const offer = offerOf({ broadcast: A, t0Us: town.serverUs() });
    town.order(offer, STREAM);
    town.order({ ...offer, priority: 80 });
    town.order({ ...offer, scope: { kind: "speaker", speaker: "horn-2" } });
    town.deliver(signOrder(offer, 90, town.utcMs - 20_000));
    town.deliver(signOrder(offer, 91, town.utcMs + 20_000));
    town.order(offer, { kid: 77, seed: seedOf(77) });
    expect(town.speaker.refused).toMatchObject({
      "key-use": 1,
      "priority-over-key": 1,
      "not-target": 1,
      expired: 1,
      "not-yet-valid": 1,
      "unknown-key": 1,
    });
    expect(town.acks).toEqual([]);
    town.order({ ...offer, priority: 80, class: "alert" }, EMERGENCY);
    expect(town.acks).toMatchObject([{ answer: "accept" }]);
  });

  it("for a group whose cfg has not come yet are denied aloud, and judged anew when it has", () => {
    const town = new TestTown().join();
    const bytes = town.order(offerOf({ broadcast: A, t0Us: town.serverUs(), cfgVersion: 105 }));
    expect(town.acks).toMatchObject([{ broadcast: A, answer: "denied", why: "stale-config" }]);
    town.deliver(cfgDocument(105, { speaker: "horn-1" }));
    town.deliver(bytes);
    expect(town.acks[1]).toMatchObject({ broadcast: A, answer: "accept" });
  });
});
