import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clipMac, fromHex } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { OpenAPIHono } from "@hono/zod-openapi";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { AppEnv } from "../http/env";
import { type ClipDoorParts, clipDoor } from "./clip-door";
import { StoredFiles } from "./stored-files";

const KEY = new Uint8Array(32).fill(7);
let folder: string;
let nowMs: number;
let app: OpenAPIHono<AppEnv>;
let sha: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-clips-"));
  nowMs = 1_000_000;
  const files = new StoredFiles(folder);
  sha = (await files.put(new Uint8Array(65_536))).sha256;
  const credentials = (id: string) => (id === "horn-1" ? { pairwiseKey: KEY, disabled: false } : undefined);
  const store = { speakers: { credentials } } as unknown as ClipDoorParts["store"];
  app = new OpenAPIHono<AppEnv>();
  app.use(async (c, next) => {
    c.set("visitor", { address: "", agent: "", requestId: "r" });
    await next();
  });
  clipDoor({ store, files, clock: { nowMs: () => nowMs }, random: () => 0.5 })(app);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ask = async (): Promise<Response> => {
  const mac = clipMac(nodeCrypto, KEY, fromHex(sha) as Uint8Array);
  return app.request(`/pa/clips/${sha}`, {
    headers: { authorization: `PA horn-1:${mac}`, range: "bytes=0-65535" },
  });
};

it("gives 4 MiB at once and 2 MiB a second, and tells the rest when to come back", async () => {
  for (let n = 0; n < 64; n++) expect((await ask()).status).toBe(206);
  const busy = await ask();
  expect(busy.status).toBeGreaterThanOrEqual(429);
  expect(Number(busy.headers.get("retry-after"))).toBe(18);
  nowMs += 1_000;
  for (let n = 0; n < 32; n++) expect((await ask()).status).toBe(206);
  expect((await ask()).status).toBe(busy.status);
  // A clock that is set back gives nothing away, and takes nothing.
  nowMs -= 3_600_000;
  expect((await ask()).status).toBe(busy.status);
  nowMs += 1_000;
  expect((await ask()).status).toBe(206);
});
