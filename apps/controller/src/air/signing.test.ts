import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { admitOrder, type KeySet, type Offer, parseEnvelope, type Stop, toHex } from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { build } from "esbuild";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../log";
import { makeTicket, until } from "./air-harness.test-support";
import { DELAY_US, type OfferFacts, offerOf, stopOf } from "./offer-of";
import { single } from "./offer-scopes";
import { localSigner, type Signer, workerSigner } from "./signer-client";
import type { SignableOrder } from "./signer-messages";
import { Signing } from "./signing";
import { readWorkingKey } from "./signing-keys";

const NOW = 1_800_000_000_000;
const command = { kid: 3, seed: randomBytes(32) };
const emergency = { kid: 5, seed: randomBytes(32) };

const keys: KeySet = {
  epoch: 1,
  certificates: [
    { ...command, use: "command" as const, maxPriority: 79 },
    { ...emergency, use: "emergency" as const, maxPriority: 100 },
  ].map(({ kid, seed, use, maxPriority }) => ({
    ...{ kid, use, maxPriority, publicKey: publicKeyOf(seed) },
    ...{ notBeforeUtcMs: 0, expiresUtcMs: NOW * 2 },
  })),
};

const facts = (patch: Parameters<typeof makeTicket>[1] = {}): OfferFacts => ({
  ticket: makeTicket(["a"], patch),
  ...{
    delayUs: DELAY_US.talk,
    t0Us: 1,
    rPpb: 0,
    clockId: "00000000000000cc",
    streamKid: 1,
    epoch: 1,
    topic: "pa/g/all/a",
  },
  ...{ endsByUtcMs: NOW + 1e6, issued: 0 },
});
const offer = (patch?: Parameters<typeof makeTicket>[1]): Offer => offerOf(facts(patch), single("a"));
const stop = (priority: number): Stop =>
  stopOf(
    { broadcast: "00000000000000bb", priority },
    { kind: "speaker", speaker: "a" },
    "stopped",
    undefined,
    NOW,
  );

function admitted(bytes: Uint8Array) {
  const identity = {
    speaker: "a",
    groups: new Set(["all"]),
    cfgVersion: 1,
    rootKey: new Uint8Array(32),
    keys,
  };
  return admitOrder(nodeCrypto, identity, new Map(), bytes, NOW + 1000);
}

function signed(signing: Signing, order: SignableOrder, utcMs = NOW) {
  const answer = signing.sign({ type: "order", order }, utcMs);
  if (!answer.ok) throw new Error(answer.code);
  return answer;
}

describe("the signer", () => {
  test("makes offers and stops that a speaker admits, each priority under its own key", () => {
    const signing = new Signing({ command, emergency });
    for (const order of [
      offer(),
      offer({ priority: 100, class: "evacuation" }),
      offer({ priority: 80, class: "talk" }),
      stop(79),
      stop(100),
    ]) {
      const { bytes } = signed(signing, order);
      expect(admitted(bytes)).toMatchObject({ ok: true, order: { type: order.type } });
      const parsed = parseEnvelope(bytes);
      expect(parsed.ok && parsed.envelope.kid).toBe(order.priority >= 80 ? 5 : 3);
    }
  });

  test("counts strictly up, also when UTC steps back, and a first offer is issued by its own counter", () => {
    const signing = new Signing({ command, emergency });
    const counters = [NOW, NOW, NOW - 60_000, NOW + 5].map((at) => signed(signing, stop(60), at).counter);
    expect(counters).toEqual([NOW * 1000, NOW * 1000 + 1, NOW * 1000 + 2, (NOW + 5) * 1000]);
    const first = signed(signing, offer());
    const read = admitted(first.bytes);
    expect(read.ok && read.order.type === "offer" && read.order.issued).toBe(first.counter);
    const again = signed(signing, { ...offer(), issued: 7 });
    const reread = admitted(again.bytes);
    expect(reread.ok && reread.order.type === "offer" && reread.order.issued).toBe(7);
  });

  test.each([
    ["101", offer({ priority: 101 }), "priority-over-limit"],
    ["half a priority", offer({ priority: 60.5 }), "priority-over-limit"],
    ["music at 80", offer({ priority: 80, class: "music" }), "class-priority"],
    ["a file at 100", offer({ priority: 100, class: "file" }), "class-priority"],
    ["an evacuation at 60", offer({ priority: 60, class: "evacuation" }), "class-priority"],
    [
      "a list that fits no envelope",
      {
        ...offer(),
        scope: {
          kind: "list" as const,
          speakers: Array.from({ length: 400 }, (_, i) => `${i}`.padStart(32, "x")),
        },
      },
      "order-too-long",
    ],
  ])("refuses %s", (_title, order, code) => {
    expect(new Signing({ command, emergency }).sign({ type: "order", order }, NOW)).toMatchObject({
      ok: false,
      code,
    });
  });
});

describe("the signer beside air", () => {
  let folder: string;
  let signer: Signer;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "dalaba-signer-"));
    mkdirSync(join(folder, "keys"));
    for (const [use, { kid, seed }] of Object.entries({ command, emergency }))
      writeFileSync(join(folder, "keys", `${use}-${kid}.key`), toHex(seed));
  });

  afterEach(async () => {
    await signer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("uses the lowest kid of each use, and says what is wrong with its keys", async () => {
    const folderOfKeys = join(folder, "keys");
    signer = localSigner(folderOfKeys, () => NOW);
    expect(await signer.ask({ type: "order", order: stop(60) })).toMatchObject({ code: "keys-missing" });
    writeFileSync(join(folderOfKeys, "command-4.key"), toHex(randomBytes(32)));
    const working = readWorkingKey(folderOfKeys, "command");
    expect(working.ok && working.key.kid).toBe(3);
    expect(await signer.ask({ type: "load" })).toMatchObject({ ok: true });
    expect(await signer.ask({ type: "order", order: stop(60) })).toMatchObject({ ok: true });
    writeFileSync(join(folderOfKeys, "command-3.key"), "damaged");
    expect(await signer.ask({ type: "load" })).toMatchObject({ ok: false, code: "keys-damaged" });
    // The keys it had are still good.
    expect(await signer.ask({ type: "order", order: stop(60) })).toMatchObject({ ok: true });
  });

  test("runs as a worker, and is started again with its keys when it dies", async () => {
    const script = join(folder, "signer.mjs");
    await build({
      entryPoints: [new URL("../signer.ts", import.meta.url).pathname],
      ...{ bundle: true, platform: "node", format: "esm", outfile: script, logLevel: "silent" },
    });
    signer = workerSigner(pathToFileURL(script), join(folder, "keys"), silentLog);
    expect(await signer.ask({ type: "load" })).toMatchObject({ ok: true });
    expect(await signer.ask({ type: "order", order: stop(60) })).toMatchObject({ ok: true });
    // A question it cannot read kills it.
    const dead = await signer.ask({ type: "order", order: null as unknown as SignableOrder });
    expect(dead).toMatchObject({ ok: false, code: "signer-unavailable" });
    let back = false;
    await until("it signs again", () => {
      void signer.ask({ type: "order", order: stop(60) }).then((answer) => {
        back ||= answer.ok;
      });
      return back;
    });
  });
});
