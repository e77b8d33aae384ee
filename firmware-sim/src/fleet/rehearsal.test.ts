import { afterAll, beforeAll, expect, it } from "vitest";
import { DecoderPool } from "./decoder-pool";
import { rehearse } from "./rehearsal";

let pool: DecoderPool;

beforeAll(async () => {
  pool = await DecoderPool.create(16_000, 4);
});

afterAll(() => pool.close());

it.each(["count", "memo"] as const)(
  "every actor takes each order and gives a receipt: %s",
  async (decode) => {
    const heard = await rehearse({ pool, decode, sampleRate: 16_000, outputDelayMs: 10 }, 1);
    expect(heard).toEqual({ broadcasts: 1, acks: 90, receipts: 30, played: 30 * 30 });
  },
);

it("every other broadcast lacks a late frame and a lost one", async () => {
  const heard = await rehearse({ pool, decode: "count", sampleRate: 16_000, outputDelayMs: 10 }, 1_000);
  expect(heard.broadcasts).toBeGreaterThan(1);
  const limping = Math.floor(heard.broadcasts / 2);
  expect(heard.played).toBe(30 * (30 * heard.broadcasts - 2 * limping));
  expect(heard.receipts).toBe(30 * heard.broadcasts);
});
