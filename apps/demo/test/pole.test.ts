import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTown, type Town } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** A technician at the pole: does it sound, how loud, not now, not before its neighbours. */

let town: Town;
/** Signed in as a technician of one village, by a token that may do nothing else. */
let technician: NodeJS.ProcessEnv;

beforeAll(async () => {
  town = await startTown({ speakers: 2 });
  await town.api("POST", "/operators", {
    ...{ name: "tech", displayName: "技术员", password: "a password of the tests" },
    grants: [{ role: "technician", site: "east" }],
  });
  const signedIn = await town.cli(["login", "--user", "tech", "--password-stdin", "--json"], {
    env: { DALABA_TOKEN: "" },
    input: Buffer.from("a password of the tests"),
  });
  expect(signedIn.code, signedIn.stderr).toBe(0);
  technician = { DALABA_TOKEN: "" };
}, 120_000);
afterAll(() => town?.stop(), 30_000);

const as = (...args: string[]) => town.cli([...args, "--json"], { env: technician });
test("a tone sounds at the speaker of the technician's own village, and the receipt says so", async () => {
  const { json, code, stderr } = await as("tone", "sp-001", "--seconds", "1");
  expect(json, stderr).toMatchObject({ targets: 1, played: 1 });
  expect(code).toBe(0);
  const [truth] = await town.truth(json.broadcastId);
  expect(((truth?.lastUs ?? 0) - (truth?.firstUs ?? 0)) / 1e6).toBeCloseTo(1, 1);
});

test("elsewhere it is refused, and so is anything but a test", async () => {
  const other = await as("tone", "喇叭2号");
  expect([other.code, other.json.error.code]).not.toContain(0);
  const body = { kind: "play", to: ["speaker:sp-001"] };
  await expect(town.api("POST", "/talks", { ...body, to: ["all"], test: true })).rejects.toThrow(
    "bad-request",
  );
  await expect(town.api("POST", "/talks", { ...body, kind: "talk", test: true })).rejects.toThrow(
    "bad-request",
  );
  const tone = writeTone(join(town.folder, "tone.wav"), 1);
  const played = await as("play", tone, "--to", "speaker:sp-001");
  expect([played.code, played.json.error.code]).toEqual([3, "not-allowed"]);
});

test("level, mute and trim are taken by the speaker at once, and kept", async () => {
  expect((await as("level", "sp-001", "-12")).json).toMatchObject({
    levelDb: -12,
    muted: false,
    taken: true,
  });
  expect((await as("trim", "sp-001", "20")).json).toMatchObject({ trimMs: 20, taken: true });
  expect((await as("mute", "喇叭1号")).json).toMatchObject({ speaker: "sp-001", muted: true, taken: true });
  expect((await as("level", "sp-001")).json).toEqual({
    speaker: "sp-001",
    levelDb: -12,
    muted: true,
    trimMs: 20,
  });
  const silent = await as("tone", "sp-001", "--seconds", "1");
  expect(silent.json).toMatchObject({ failed: 1, failures: [{ speaker: "sp-001", reason: "muted" }] });
  expect(silent.code).toBe(6);
  expect((await as("unmute", "sp-001")).json).toMatchObject({ muted: false, taken: true });
  expect((await as("tone", "sp-001", "--seconds", "1")).code).toBe(0);
  const { items } = await town.api<{ items: { act: string; object: string }[] }>("GET", "/audit?limit=20");
  expect(items.filter(({ act }) => act === "speaker-tune")).toHaveLength(4);
});

test("what is out of range, or nobody's, is said in words", async () => {
  expect((await as("level", "sp-001", "3")).code).toBe(2);
  expect((await as("trim", "sp-001", "900")).code).toBe(2);
  expect((await as("mute", "nobody")).code).toBe(4);
  await expect(town.api("PATCH", "/speakers/sp-001", {})).rejects.toThrow("bad-request");
});
