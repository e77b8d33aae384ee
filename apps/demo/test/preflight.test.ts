import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTown, type Town, until } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** Two broadcasts meet: what is foreseen, what is said while it happens, and what is explained afterwards. */

let town: Town;
let tone: string;
beforeAll(async () => {
  town = await startTown({ speakers: 3 });
  tone = writeTone(join(town.folder, "tone.wav"), 20);
}, 120_000);
afterAll(() => town?.stop(), 30_000);

interface OnAir {
  readonly broadcast: string;
  readonly priority: number;
  readonly sounding: readonly string[];
}

/** Plays, and waits until a speaker says that it sounds it. */
async function play(to: string, priority: number) {
  const running = town.startCli(["play", tone, "--to", to, "--priority", String(priority), "--json"]);
  running.stdin?.end("");
  const broadcast = await until(`priority ${priority} on air`, async () => {
    const { items } = await town.api<{ items: OnAir[] }>("GET", "/onair");
    return items.find((each) => each.priority === priority && each.sounding.length > 0)?.broadcast;
  });
  return { running, broadcast };
}

async function explain(...more: string[]) {
  const { json, code, stderr } = await town.cli(["explain", "speaker:sp-001", ...more, "--json"]);
  expect(code, stderr).toBe(0);
  return json.lines;
}

test("what would be interrupted is foreseen, happens, and is explained, now and afterwards", async () => {
  const first = await play("speaker:sp-001", 45);
  const below = await town.cli(["play", tone, "--to", "all", "--priority", "40", "--dry-run", "--json"]);
  expect(below.json.preflight).toMatchObject({
    ...{ targets: 3, ready: 2, interrupts: [], priority: 40 },
    busy: [{ holder: { broadcast: first.broadcast, priority: 45 }, waits: false, speakers: ["sp-001"] }],
  });
  const above = await town.cli(["talk", "--to", "all", "--dry-run", "--json"]);
  expect(above.json.preflight).toMatchObject({
    ...{ targets: 3, ready: 3, busy: [] },
    interrupts: [{ broadcast: { broadcast: first.broadcast }, does: "suspends", speakers: ["sp-001"] }],
  });
  const whole = await town.cli(["play", tone, "--to", "all", "--all-or-nothing", "--json"]);
  expect(whole.json.error).toMatchObject({
    code: "not-all-free",
    params: { ready: 2, busy: [{ speakers: ["sp-001"] }] },
  });

  const second = await play("all", 40);
  expect(await explain()).toMatchObject([
    { broadcast: first.broadcast, code: "sounding", holder: null },
    {
      broadcast: second.broadcast,
      code: "refused",
      why: "outranked",
      holder: { broadcast: first.broadcast },
    },
  ]);
  const at = new Date().toISOString();
  for (const { broadcast } of [first, second]) await town.api("POST", `/broadcasts/${broadcast}/stop`);
  const { stderr } = await second.running.done;
  expect(stderr).toMatch(/^2 of 3; 1 busy: .+, speaker:sp-001, \d+ s$/m);
  await first.running.done;
  expect(await explain("--at", at)).toMatchObject([
    { broadcast: first.broadcast, code: "sounded-in-part", why: "stopped" },
    {
      broadcast: second.broadcast,
      code: "not-played",
      why: "outranked",
      holder: { broadcast: first.broadcast },
    },
  ]);
  expect(await explain()).toEqual([]);
}, 60_000);

test("a muted and an offline speaker are named, and keep a whole broadcast from beginning", async () => {
  await town.api("PATCH", "/speakers/sp-002", { muted: true });
  await town.fault("sp-003", "reboot", { offMs: 20_000 });
  await until(
    "it is offline",
    async () =>
      (await town.api<{ online: boolean }>("GET", "/speakers/sp-003")).online === false || undefined,
  );
  const { json } = await town.cli(["talk", "--to", "all", "--dry-run", "--json"]);
  expect(json.preflight).toMatchObject({ ready: 1, muted: ["sp-002"], offline: ["sp-003"] });
  const all = ["talk", "--to", "all", "--file", tone, "--all-or-nothing", "--json"];
  expect((await town.cli(all)).json.error).toMatchObject({
    code: "not-all-free",
    params: { offline: ["sp-003"], muted: ["sp-002"] },
  });
});
