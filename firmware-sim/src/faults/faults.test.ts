import { describe, expect, it } from "vitest";
import { seededRandom } from "../fleet/random";
import { readFault } from "./fault";
import { FaultyLine } from "./faulty-line";
import { ShapedLine } from "./shaped-line";

describe("an impaired line", () => {
  it("keeps the order, delays by 0 to 40 ms, and stalls one segment in a hundred", () => {
    const arrived: { n: number; delayMs: number }[] = [];
    const line = new ShapedLine<number>(seededRandom(3, "line"), true, (n, atUs) =>
      arrived.push({ n, delayMs: (atUs - n * 20_000) / 1000 }),
    );
    line.faults = { delayMs: 0, jitter: true };
    for (let n = 0; n < 5_000; n++) {
      line.push(n, n * 20_000);
      line.tick(n * 20_000 + 10_000);
      line.tick(n * 20_000 + 19_999);
    }
    line.tick(1e12);
    expect(arrived.map(({ n }) => n)).toEqual(Array.from({ length: 5_000 }, (_, n) => n));
    const delays = arrived.map(({ delayMs }) => delayMs);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(240);
    const stalled = delays.filter((ms) => ms > 40).length;
    expect(stalled).toBeGreaterThan(200);
    expect(stalled).toBeLessThan(1_000);
    expect(delays.filter((ms) => ms < 40).reduce((a, b) => a + b) / 5_000).toBeGreaterThan(15);
  });

  it("is the same line for the same seed", () => {
    const run = (seed: number): number[] => {
      const out: number[] = [];
      const line = new ShapedLine<number>(seededRandom(seed, "x"), true, (_, atUs) => out.push(atUs));
      line.faults = { delayMs: 5, jitter: true };
      for (let n = 0; n < 50; n++) line.push(n, n * 1_000);
      line.tick(1e12);
      return out;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it("loses datagrams where it would stall a stream", () => {
    let arrived = 0;
    const line = new ShapedLine<number>(seededRandom(3, "udp"), false, () => arrived++);
    line.faults = { delayMs: 0, jitter: true };
    for (let n = 0; n < 5_000; n++) line.push(n, 0);
    line.tick(1e9);
    expect(arrived).toBeLessThan(4_990);
    expect(arrived).toBeGreaterThan(4_900);
  });
});

describe("a faulty line", () => {
  const audio = Uint8Array.of(0xa1, 1, 2, 3);
  const order = Uint8Array.of(0xc1, 1, 2, 3);

  function line(): { line: FaultyLine; arrived: Uint8Array[] } {
    const arrived: Uint8Array[] = [];
    const faulty = new FaultyLine(seededRandom(1, "f"), {
      arrived: (payload) => arrived.push(Uint8Array.from(payload)),
      send: () => {},
    });
    return { line: faulty, arrived };
  }

  it("withholds audio, or everything, and gives it back when cleared", () => {
    const { line: faulty, arrived } = line();
    faulty.fault({ kind: "loss", percent: 100, of: "audio" });
    faulty.message(audio, 0);
    faulty.message(order, 0);
    expect(arrived).toEqual([order]);
    faulty.fault({ kind: "loss", percent: 100, of: "all" });
    faulty.message(order, 0);
    expect(arrived).toHaveLength(1);
    faulty.fault({ kind: "clear" });
    faulty.message(audio, 0);
    expect(arrived).toEqual([order, audio]);
  });

  it("flips one bit, and not in the bytes that others are given", () => {
    const { line: faulty, arrived } = line();
    faulty.fault({ kind: "corrupt", percent: 100, of: "all" });
    for (let n = 0; n < 200; n++) faulty.message(order, 0);
    expect(order).toEqual(Uint8Array.of(0xc1, 1, 2, 3));
    for (const bytes of arrived) {
      let bits = 0;
      bytes.forEach((byte, i) => {
        for (let x = byte ^ (order[i] as number); x > 0; x >>= 1) bits += x & 1;
      });
      expect(bits).toBe(1);
    }
  });
});

describe("a fault", () => {
  it("is read with its defaults, or refused with what would be right", () => {
    expect(readFault({ kind: "loss" })).toEqual({
      ok: true,
      fault: { kind: "loss", percent: 100, of: "audio" },
    });
    expect(readFault({ kind: "flood" })).toMatchObject({ fault: { perSecond: 10_000, seconds: 10 } });
    expect(readFault({ kind: "freeze", seconds: -1 })).toMatchObject({
      code: "bad-fault",
      detail: "seconds: 0 to 86400",
    });
    expect(readFault({ kind: "meteor" })).toMatchObject({ code: "unknown-fault" });
    expect(readFault(undefined)).toMatchObject({ code: "unknown-fault" });
    for (const kind of ["delay", "jitter", "drift", "reboot", "clock", "corrupt", "disconnect", "clear"])
      expect(readFault({ kind })).toMatchObject({ ok: true, fault: { kind } });
  });
});
