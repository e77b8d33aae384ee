import { randomBytes } from "node:crypto";

let pool = Buffer.alloc(0);

/** Boot ids and nonces are never seeded: a controller that saw a bootId and counter before believes nothing of it. */
export function fresh(): string {
  if (pool.length < 8) pool = randomBytes(4096);
  const id = pool.subarray(0, 8).toString("hex");
  pool = pool.subarray(8);
  return id;
}
