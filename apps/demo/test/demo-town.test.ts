import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../.ci/test/needs-program";
import {
  choose,
  type OpenConsole,
  openConsole,
  PASSWORD,
  PHONE,
  reaches,
  shoot,
  shotFolder,
} from "./console.test-support";
import { cleanEnv, type Program, pause, startProgram, until } from "./programs.test-support";

interface Shown {
  readonly state: string;
  readonly firstWordMs: number | null;
  readonly suggest: readonly { readonly title: string }[];
  readonly snapshots: readonly string[];
  readonly broadcasts: readonly string[];
  readonly happenings: readonly { readonly endedAtMs: number | null }[];
}

/** `npm start` as a newcomer meets it: the whole town in a browser. Takes the pictures of the README, too. */

const SPEAKERS = 270;

needsProgram(
  "chromium",
  "human-voices",
  "sox",
)("the demo town", () => {
  let folder: string;
  let demo: Program;
  let url: string;
  let console: OpenConsole;
  const pictures = shotFolder(mkdtempSync(join(tmpdir(), "dalaba-pictures-")));

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dalaba-demo-"));
    const free = Object.fromEntries(
      ["HTTP", "AIR", "MQTT", "CLOCK"].map((name) => [`DALABA_${name}_PORT`, "0"]),
    );
    const env = cleanEnv({ ...free, DALABA_DATA: folder, DALABA_ADMIN_PASSWORD: PASSWORD });
    demo = startProgram("apps/demo/dist/main.mjs", [], env);
    url = await demo.until("the town's address", () => /console\s+(http:\S+)\//.exec(demo.text())?.[1]);
    const voice = join(folder, "voice.wav");
    const spoken = whereIs("human-voices") as string;
    execFileSync(whereIs("sox") as string, [spoken, "-r", "48000", "-b", "16", "-c", "1", voice]);
    console = await openConsole({ url }, { voice });
  }, 150_000);
  afterAll(async () => {
    await console?.close();
    await demo?.end();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test("shows all its speakers on its own map, without asking anybody else for it", async () => {
    const { page } = console;
    await page.getByText(`${SPEAKERS}/${SPEAKERS}`).waitFor({ timeout: 60_000 });
    const maps = await page.evaluate<{ items: { available: boolean }[] }>(
      "fetch('/api/v1/maps').then((answer) => answer.json())",
    );
    expect(maps.items.length).toBeGreaterThan(0);
    expect(maps.items.every(({ available }) => available)).toBe(true);
    expect(console.complaints).toEqual([]);
  }, 90_000);

  test("has a bicycle thief who lets go when he is spoken to", async () => {
    const { page } = console;
    await page.locator(".incident-bell a", { hasText: "徘徊" }).click({ timeout: 60_000 });
    await page.getByRole("heading", { name: "东村广场球机" }).waitFor();
    const picture = page.locator(".incident-picture img");
    await picture.waitFor();
    const before = await picture.getAttribute("src");
    await pause(2_500);
    // It moves, and he is at the lock.
    expect(await picture.getAttribute("src")).not.toBe(before);
    await shoot(page, pictures, "incident");
    await page.keyboard.press("1");
    const [, id = ""] = /incidents\/([0-9a-f]{16})/.exec(page.url()) ?? [];
    const shown = () =>
      page.evaluate<Shown>(`fetch('/api/v1/incidents/${id}').then((answer) => answer.json())`);
    await until("him to have let go, and the words to be counted", async () => {
      const { happenings, firstWordMs } = await shown();
      return happenings[0]?.endedAtMs != null && firstWordMs !== null;
    });
    const { state, suggest, snapshots, broadcasts } = await shown();
    expect({ state, broadcasts: broadcasts.length }).toEqual({ state: "acknowledged", broadcasts: 1 });
    expect(suggest[0]?.title).toBe("请放下自行车");
    expect(snapshots).toContain("at");
    await page.locator(".incident-snapshots img").first().waitFor();
    expect(console.complaints).toEqual([]);
    await page.getByRole("link", { name: "值班台" }).click();
  }, 120_000);

  test("has a week of its own, and clips to say it with, without a program that speaks", async () => {
    await demo.until("its week", () => /its week\s+5 schedules/.exec(demo.text())?.[0]);
    await demo.until("its cameras", () => /its cameras\s+30 with pictures/.exec(demo.text())?.[0]);
    const asked = () =>
      console.page.evaluate<{ items: { problems?: string[]; newest?: { durationMs: number } }[] }[]>(
        "Promise.all(['clips', 'schedules/dry-run?days=7'].map((path) => fetch('/api/v1/' + path).then((answer) => answer.json())))",
      );
    const [clips, week] = (await asked()).map(({ items }) => items);
    expect(clips?.every(({ newest }) => (newest?.durationMs ?? 0) > 3_000)).toBe(true);
    expect(clips).toHaveLength(8);
    // Two a day for everyone and more; none collides, none in the night.
    expect(week?.length).toBeGreaterThan(14);
    await until("every speaker to keep the week, and nothing to stand against it", async () => {
      const [, now] = (await asked()).map(({ items }) => items);
      const problems = new Set(now?.flatMap((each) => each.problems ?? []));
      return [...problems].every((each) => each.startsWith("holiday"));
    });
  }, 90_000);

  test("lets two villages be spoken to, and tells of each speaker what it played", async () => {
    const { page } = console;
    await choose(page, "东村");
    await choose(page, "镇中心");
    await page.getByText("42 个喇叭").waitFor();
    await page.keyboard.down("Space");
    await reaches(page, "on-air");
    await page
      .getByText(/42\/42 个喇叭正在响/)
      .first()
      .waitFor();
    await pause(1_500);
    await shoot(page, pictures, "desk-on-air");
    await page.keyboard.up("Space");
    await reaches(page, "ended");
    await page.locator(".desk-past a").first().click();
    await page.getByText("每只喇叭的结果").waitFor();
    await page.locator("canvas").first().waitFor();
    await pause(1_500);
    await shoot(page, pictures, "broadcast");
    expect(console.complaints).toEqual([]);
  }, 90_000);

  test("fits into a hand", async () => {
    const phone = await openConsole({ url }, { size: PHONE, language: "en", theme: "light" });
    try {
      await phone.page.getByRole("button", { name: /Whole town/ }).click();
      await phone.page.getByText(`${SPEAKERS} speaker(s)`).waitFor();
      await pause(1_000);
      await shoot(phone.page, pictures, "phone");
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  }, 90_000);
});
