import { describe, expect, it } from "vitest";
import { audioOf, offerOf, seedOf } from "./signed-wire.test-support";
import { TestTown, talking } from "./test-town.test-support";

const A = "00000000000000aa";
const B = "00000000000000bb";

/** Played by the one who may, and nothing more: whatever else was sent in between. */
function endsWithPlayed(town: TestTown, frames: number): void {
  town.sendOne(A, frames, { frames: [], mediaTime: frames * 960, eos: true });
  town.run(300);
  expect(town.receipts).toMatchObject([{ broadcast: A, played: frames, late: 0, missing: 0 }]);
  expect(town.framesHeard(B)).toEqual([]);
}

describe("audio that is not the controller's", () => {
  it("signed by another key is not sounded", () => {
    const town = talking(A);
    for (let n = 25; n < 35; n++) town.deliver(audioOf(A, n, {}, seedOf(66)));
    expect(town.speaker.refused["bad-signature"]).toBe(10);
    endsWithPlayed(town, 25);
  });

  it("with any one bit changed is not sounded, and does not use up the sequence of the true one", () => {
    const town = talking(A);
    const bytes = audioOf(A, 25);
    // Under a hundred in all: after that many, a second has to pass before anything is checked.
    for (let bit = 0; bit < bytes.length * 8; bit += 9) {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      town.deliver(changed);
    }
    town.deliver(bytes);
    endsWithPlayed(town, 26);
  });

  it("without a signature, with hashes instead, or under another key id is not sounded", () => {
    const town = talking(A);
    const unsigned = audioOf(A, 25);
    unsigned[1] = 0;
    town.deliver(unsigned.subarray(0, unsigned.length - 64));
    town.sendOne(A, 25, { block: [new Uint8Array(16)] });
    town.sendOne(A, 25, { keyId: 10 });
    expect(town.speaker.refused).toMatchObject({ "bad-signature": 2, "key-use": 1 });
    endsWithPlayed(town, 25);
  });

  it("played back sounds once, be it of now or of another broadcast", () => {
    const town = talking(A);
    for (let n = 0; n < 25; n++) town.sendOne(A, n);
    expect(town.speaker.refused.replayed).toBe(25);
    town.sendOne(B, 0);
    endsWithPlayed(town, 25);
  });

  it("of a broadcast that nobody offered is kept for half a second and 32 messages, and forgotten", () => {
    const town = new TestTown().join();
    for (let n = 0; n < 100; n++) town.sendOne(A, n);
    town.run(600);
    town.order(offerOf({ broadcast: A, t0Us: town.serverUs(), m0: 68 * 960 }));
    town.run(200);
    expect(town.framesHeard(A)).toEqual([]);
    expect(Object.keys(town.speaker.refused)).toEqual([]);
  });

  it("far behind what came is refused; within the window it is taken", () => {
    const town = new TestTown().join();
    town.order(
      offerOf({ broadcast: A, t0Us: town.serverUs() + 200_000, delayUs: { lan: 2_000_000, wan: 0 } }),
    );
    town.sendOne(A, 70);
    town.sendOne(A, 7);
    town.sendOne(A, 6);
    expect(town.speaker.refused).toEqual({ replayed: 1 });
  });
});

describe("an order that is not the controller's", () => {
  it("draws no answer by the counter of one that was obeyed, and the true one still does", () => {
    const town = new TestTown().join();
    const order = town.order(offerOf({ broadcast: A, t0Us: town.serverUs() }));
    const forged = Uint8Array.from(order);
    forged[forged.length - 1] = (forged[forged.length - 1] as number) ^ 1;
    town.deliver(forged);
    expect(town.acks).toHaveLength(1);
    expect(town.speaker.refused).toEqual({ "counter-reused": 1 });
    town.deliver(order);
    expect(town.acks).toHaveLength(2);
  });
});

describe("a flood of forgeries", () => {
  it("is checked a hundred times a second and no more, over audio, orders and documents together", () => {
    let checked = 0;
    const town = new TestTown({ onVerify: () => checked++ });
    town.join();
    talking(A, {}, town);
    checked = 0;
    for (let n = 0; n < 5_000; n++) town.deliver(audioOf(A, 100 + n, {}, seedOf(66)));
    expect(checked).toBe(100);
    expect(town.speaker.refused.unchecked).toBe(4_900);
    town.run(1_000);
    town.deliver(audioOf(A, 80));
    expect(checked).toBe(101);
  });

  it("of garbage is counted and costs no signature", () => {
    let checked = 0;
    const town = new TestTown({ onVerify: () => checked++ });
    town.join();
    checked = 0;
    for (let n = 0; n < 10_000; n++) {
      const length = n % 300;
      const first = [0xa1, 0xc1, 0xd2, 0x00, 0xff][n % 5] as number;
      town.deliver(Uint8Array.from({ length }, (_, i) => (i === 0 ? first : (i * n * 31) & 255)));
    }
    expect(checked).toBe(0);
    expect(town.speaker.silent).toBe(true);
    town.run(1_000);
    expect(town.speaker.sync).toBe("good");
  });
});
