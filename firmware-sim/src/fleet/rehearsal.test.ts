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
