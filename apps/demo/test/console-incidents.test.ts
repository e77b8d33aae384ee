import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { IncidentDetailReply } from "@dalaba/api";
import { webhookHeaders } from "@dalaba/api/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../.ci/test/needs-program";
import { axeFindings } from "./axe.test-support";
import {
  type OpenConsole,
  openConsole,
  PASSWORD,
  PHONE,
  reaches,
  shoot,
  shotFolder,
} from "./console.test-support";
import { smallTown } from "./small-town.test-support";
import { startTown, type Town, until } from "./town.test-support";

/** An incident as an operator meets it: it rings, is taken, talked down from its card, and closed. */
needsProgram(
  "chromium",
  "human-voices",
  "sox",
)("an incident", () => {
  let town: Town;
  let voice: string;
  const camera = { id: "cam-1", name: "东村广场球机" };
  let secret: string;
  let console: OpenConsole;

  beforeAll(async () => {
    town = await startTown({ speakers: 4, env: { DALABA_ADMIN_PASSWORD: PASSWORD } });
    voice = join(town.folder, "voice.wav");
    execFileSync(whereIs("sox") as string, [
      whereIs("human-voices") as string,
      "-r",
      "48000",
      "-b",
      "16",
      "-c",
      "1",
      voice,
    ]);
    const cameras = `cameras:\n  - { id: cam-1, name: 东村广场球机, site: east, at: [23.0301, 113.4701] }\n`;
    await town.api("POST", "/town/apply", `${smallTown({ speakers: 4 })}${cameras}`, "text/yaml");
    const source = { id: "help-points", kind: "webhook", name: "一键求助" };
    ({ secret } = await town.api<{ secret: string }>("POST", "/event-sources", source));
    const lines = ["请放下自行车", "值班员马上到"];
    for (const title of lines)
      await town.api("POST", "/announcements", { title, parts: [{ pauseMs: 600 }], chime: "two-tone" });
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);
  beforeEach(async () => {
    console = await openConsole(town, { voice });
  }, 60_000);
  afterEach(async () => {
    expect(console.complaints).toEqual([]);
    await console.close();
  });

  let presses = 0;
  async function report(kind: string): Promise<string> {
    const body = JSON.stringify({ id: `press-${presses++}`, camera: camera.id, kind, object: "person" });
    const headers = webhookHeaders(secret, body, Date.now());
    const answer = await fetch(`${town.url}/hooks/help-points`, { method: "POST", body, headers });
    return ((await answer.json()) as { incident: string }).incident;
  }
  const shown = (id: string) => town.api<IncidentDetailReply>("GET", `/incidents/${id}`);

  test("rings without taking the focus, is talked down from its card, and its close can be undone", async () => {
    const { page } = console;
    const search = page.getByPlaceholder("查找喇叭、区域、分区");
    await search.fill("喇");
    const id = await report("help-call");
    const bell = page.getByRole("link", { name: "一键求助" });
    await bell.waitFor();
    await page.locator(".incident-badge").getByText("1").waitFor();
    // Somebody is typing: nothing was taken from them, and a help call cannot be muted.
    expect(await page.locator(":focus").inputValue()).toBe("喇");
    expect(await page.getByRole("button", { name: "静音 10 分钟" }).count()).toBe(0);
    await bell.click();
    await page.getByRole("heading", { name: camera.name }).waitFor();
    await page.keyboard.press("k");
    await page.locator(".incident-card .incident-state").getByText("处理中").waitFor();
    expect(await shown(id)).toMatchObject({ state: "acknowledged", owner: { name: "admin" } });
    await page.keyboard.down("Space");
    await reaches(page, "on-air");
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await page.keyboard.up("Space");
    await reaches(page, "ended");
    const spoken = await until("the first word to be known", async () => {
      const now = await shown(id);
      return now.firstWordMs !== null && now;
    });
    expect(spoken.broadcasts).toHaveLength(1);
    expect(spoken.firstWordMs).toBeGreaterThan(0);
    await page.getByText("第一声").first().waitFor();
    await page.keyboard.press("2");
    await until("the line to be on air", async () => (await shown(id)).broadcasts.length === 2);
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, shotFolder(join(town.folder, "shots")), "incident");
    await page.getByRole("button", { name: "结束", exact: true }).click();
    await page.locator(".incident-card .incident-state").getByText("已处理").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await page.locator(".incident-card .incident-state").getByText("处理中").waitFor();
    await page.keyboard.press("f");
    await page.locator(".incident-card .incident-state").getByText("误报").waitFor();
    expect((await shown(id)).timeline.map(({ act }) => act)).toEqual([
      ...["opened", "acknowledge", "talk", "talk", "close", "reopen", "close"],
    ]);
  }, 120_000);

  test("of a kind that may be muted is silent for ten minutes, and stays in the queue", async () => {
    const { page } = console;
    await report("gathering");
    await page.getByRole("button", { name: "静音 10 分钟" }).click();
    expect(await page.locator(".incident-bell").count()).toBe(0);
    const kept = await page.evaluate<string | null>(`localStorage.getItem("dalaba.muted-kinds")`);
    expect(Object.keys(JSON.parse(kept ?? "{}"))).toEqual(["gathering"]);
    await page.getByRole("link", { name: "警情" }).click();
    await page.locator(".incident-row", { hasText: "人员聚集" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
  }, 60_000);

  test("a storm keeps the card that is open where it is", async () => {
    const { page } = console;
    await report("fire");
    await page.getByRole("link", { name: "警情" }).click();
    await page.locator(".incident-row", { hasText: "火情" }).first().click();
    await page.getByRole("heading", { name: camera.name }).waitFor();
    const note = page.getByLabel("记录");
    await note.fill("烟从后院来");
    for (let i = 0; i < 60; i++) await report(i % 2 === 0 ? "fire" : "loitering");
    await page.locator(".incident-row", { hasText: "徘徊" }).waitFor();
    expect(await note.inputValue()).toBe("烟从后院来");
    expect(await page.locator(".incident-note :focus").inputValue()).toBe("烟从后院来");
    await note.press("Enter");
    await page.locator(".incident-timeline").getByText("烟从后院来").waitFor();
    await page.locator(".incident-row", { hasText: "×31" }).waitFor();
  }, 60_000);

  test("on a phone the key is there before what was done already", async () => {
    const phone = await openConsole(town, { size: PHONE, voice });
    await report("tamper");
    await phone.page.goto(`${town.url}/incidents`);
    await phone.page.locator(".incident-row", { hasText: "摄像机被遮挡" }).click();
    await phone.page.locator("#talk-key").waitFor();
    await phone.page.locator(".incident-timeline li").first().waitFor();
    const top = (selector: string) =>
      phone.page
        .locator(selector)
        .first()
        .evaluate((node) => node.getBoundingClientRect().top);
    expect(await top("#talk-key")).toBeLessThan(await top(".incident-timeline"));
    expect(await phone.page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
      390,
    );
    expect(await axeFindings(phone.page)).toEqual([]);
    await shoot(phone.page, shotFolder(join(town.folder, "shots")), "incident-phone");
    expect(phone.complaints).toEqual([]);
    await phone.close();
  }, 60_000);
});
