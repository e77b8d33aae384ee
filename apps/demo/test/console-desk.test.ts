import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { needsProgram, whereIs } from "../../../.ci/test/needs-program";
import { axeFindings } from "./axe.test-support";
import {
  addOperator,
  choose,
  type OpenConsole,
  openConsole,
  PASSWORD,
  PHONE,
  reaches,
  shoot,
  shotFolder,
  stateOf,
} from "./console.test-support";
import { pause, startTown, type Town, until } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** A shift at the desk, and what goes wrong in one: pedals, hidden windows, a microphone pulled out, a controller gone. */

interface Row {
  readonly id: string;
  readonly to: string;
  readonly endedBecause: string | null;
  readonly result: { readonly played: number; readonly targets: number } | null;
}

needsProgram(
  "chromium",
  "human-voices",
  "sox",
)("a shift at the desk", () => {
  let town: Town;
  let voice: string;
  let console: OpenConsole;

  beforeAll(async () => {
    town = await startTown({ speakers: 4, env: { DALABA_ADMIN_PASSWORD: PASSWORD } });
    await addOperator(town, "li", [{ role: "operator", site: "town" }], { room: "centre" });
    voice = join(town.folder, "voice.wav");
    const sox = whereIs("sox") as string;
    execFileSync(sox, [whereIs("human-voices") as string, "-r", "48000", "-b", "16", "-c", "1", voice]);
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);
  beforeEach(async () => {
    console = await openConsole(town, { voice });
  }, 60_000);
  afterEach(() => console?.close());

  const last = async (): Promise<Row | undefined> =>
    (await town.api<{ items: Row[] }>("GET", "/broadcasts?limit=1")).items[0];
  const settled = async (before: string | undefined): Promise<Row> =>
    until("the broadcast to be counted", async () => {
      const row = await last();
      return row !== undefined && row.id !== before && row.result !== null && row;
    });
  const onAir = async (): Promise<number> =>
    (await town.api<{ items: unknown[] }>("GET", "/onair")).items.length;

  test("another key is bound, and a pedal speaks while a search is being typed", async () => {
    const { page } = console;
    await page.goto(`${town.url}/settings`);
    await page.getByRole("button", { name: "更换" }).click();
    await page.keyboard.press("Tab");
    await page.getByText("这个键浏览器或打字要用").waitFor();
    await pedal(page, "keyDown");
    await pedal(page, "keyUp");
    await page.locator("kbd", { hasText: "F13" }).waitFor();
    await page.goto(town.url);
    await choose(page, "东村");
    const search = page.getByPlaceholder("查找喇叭、区域、分区");
    await search.fill("喇叭");
    await pedal(page, "keyDown");
    await reaches(page, "on-air");
    await pedal(page, "keyUp");
    await reaches(page, "ended");
    expect(await search.inputValue()).toBe("喇叭");
    // Space is a letter again, and no talk.
    await search.press("Space");
    expect(await stateOf(page)).toBe("ended");
    await page.goto(`${town.url}/settings`);
    await page.getByRole("button", { name: "恢复空格" }).click();
    await page.locator("kbd", { hasText: "空格" }).waitFor();
  }, 120_000);

  test("a tab that goes behind another ends a held talk, and a latched one goes on", async () => {
    const { page, context } = console;
    await choose(page, "东村");
    const before = (await last())?.id;
    await page.keyboard.down("Space");
    await reaches(page, "on-air");
    await hide(page);
    await reaches(page, "tail", "ended");
    await show(page);
    await page.keyboard.up("Space");
    const held = await settled(before);
    expect(held.endedBecause).toBe("finished");
    await page.getByRole("radio", { name: "锁定" }).click();
    // A pointer lets the focus go a moment later.
    await pause(100);
    await page.keyboard.press("Space");
    await reaches(page, "on-air");
    const behind = await context.newPage();
    await behind.goto(`${town.url}/history`);
    await behind.bringToFront();
    await hide(page);
    await pause(1_500);
    expect(await onAir()).toBe(1);
    await show(page);
    await page.bringToFront();
    expect(await stateOf(page)).toBe("on-air");
    await page.keyboard.press("Space");
    await reaches(page, "ended");
    await behind.close();
    await page.getByRole("radio", { name: "按住" }).click();
  }, 120_000);

  test("a microphone that is pulled out in mid-word is said in words", async () => {
    const { page } = console;
    await page.addInitScript({
      content: `
        const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
        navigator.mediaDevices.getUserMedia = async (wanted) => {
          const stream = await ask(wanted);
          window.pullOut = () => {
            for (const track of stream.getTracks()) { track.stop(); track.dispatchEvent(new Event("ended")); }
          };
          return stream;
        };`,
    });
    await page.reload();
    await page.locator("#talk-key").waitFor();
    await choose(page, "东村");
    await page.keyboard.down("Space");
    await reaches(page, "on-air");
    await page.evaluate("window.pullOut()");
    await page
      .getByRole("alert")
      .filter({ hasText: /话筒|麦克风/ })
      .first()
      .waitFor();
    await page.keyboard.up("Space");
    await until("nothing is on air", async () => (await onAir()) === 0);
  }, 120_000);

  test("the key, the API and the command line say how long each hop took", async () => {
    const { page } = console;
    await choose(page, "东村");
    await page.keyboard.down("Space");
    await reaches(page, "on-air");
    await page
      .locator(".desk-key-latency")
      .getByText(/口到耳 \d+ \/ \d+ \/ \d+ 毫秒/)
      .waitFor({ timeout: 20_000 });
    await page.keyboard.up("Space");
    await reaches(page, "ended");
    const { json } = await town.cli(["latency", "--json"]);
    for (const hop of ["captureMs", "chainMs", "encodeMs", "uplinkMs", "airMs", "soundMs"])
      expect(json[hop], hop).toMatchObject({ p50: expect.any(Number), p99: expect.any(Number) });
    // The town of tests is of the class wan.
    const { delayMs, wayMs, waitMs, mouthToEarMs } = json.wan;
    // The figures are of the last minute's talks, each with the D it had; the next one's D may have grown since.
    for (const ms of [delayMs, mouthToEarMs.p50]) {
      expect(ms).toBeGreaterThanOrEqual(400);
      expect(ms).toBeLessThan(2_000);
    }
    expect(wayMs.p50).toBeGreaterThan(0);
    expect(waitMs.p50).toBeLessThan(1_001);
    expect(json.lan.wayMs).toBeNull();
  }, 60_000);

  test("before the key it says what it would interrupt, while speaking who is busy, and afterwards repeats to those", async () => {
    const { page } = console;
    const long = writeTone(join(town.folder, "long.wav"), 30);
    const file = town.startCli(["play", long, "--to", "speaker:sp-001", "--priority", "40"]);
    await choose(page, "东村");
    await page.getByText(/会打断.*之后接着播/).waitFor({ timeout: 20_000 });
    await town.api("POST", "/broadcasts/stop", { all: true });
    await file.done;
    await page.getByText(/会打断.*之后接着播/).waitFor({ state: "detached" });
    const alarm = ["--emergency", "--yes-emergency", "--file", long];
    const siren = town.startCli(["talk", "--to", "speaker:sp-001", ...alarm]);
    await page.getByText(/1 个正忙/).waitFor({ timeout: 20_000 });
    await page.keyboard.down("Space");
    await page.getByText(/1\/2 个在播，1 个正忙/).waitFor({ timeout: 20_000 });
    await page.keyboard.up("Space");
    await page.getByRole("button", { name: "向正忙的 1 个补播" }).waitFor({ timeout: 30_000 });
    await town.api("POST", "/broadcasts/stop", { all: true });
    await siren.done;
    await page.getByRole("button", { name: "向正忙的 1 个补播" }).click();
    await page.getByText("正在向 1 个喇叭重播").waitFor();
  }, 120_000);

  test("what a speaker missed is said again with one press", async () => {
    const { page } = console;
    await town.fault("sp-003", "reboot", { offMs: 15_000 });
    await until("it is away", async () => !(await online("sp-003")));
    const before = (await last())?.id;
    await town.cli(["play", writeTone(join(town.folder, "tone.wav"), 1), "--to", "site:east"]);
    const missed = await settled(before);
    expect(missed.result).toMatchObject({ played: 1, targets: 2 });
    await until("it is back", () => online("sp-003"));
    await page.getByRole("button", { name: "向未播出的重播" }).first().click();
    await page.getByText("正在向 1 个喇叭重播").waitFor();
    const again = await settled(missed.id);
    expect(again.result).toMatchObject({ played: 1, targets: 1 });
  }, 120_000);

  test("a broadcast is stopped by the key s, and by its button", async () => {
    const { page } = console;
    const long = writeTone(join(town.folder, "long.wav"), 30);
    for (const how of ["key", "button"] as const) {
      const playing = town.startCli(["play", long, "--to", "site:west", "--json"]);
      await page
        .getByText(/2\/2 正在响/)
        .first()
        .waitFor();
      if (how === "key") await page.keyboard.press("s");
      else await page.getByRole("button", { name: /停止.*的广播/ }).click();
      await page.getByText("现在没有广播").waitFor();
      await playing.done;
      await until("it is counted", async () => (await last())?.endedBecause === "stopped");
    }
  }, 120_000);

  test("with the controller gone every screen says so, keeps what was typed, and comes back by itself", async () => {
    const { page } = console;
    await page.goto(`${town.url}/people`);
    await page.getByRole("button", { name: "添加值班员" }).click();
    await page.getByRole("alertdialog").getByLabel("用户名").fill("half-typed");
    const came = (): Promise<number> =>
      page.evaluate(
        "performance.getEntriesByType('resource').filter(({ name }) => /speakers-.*js/.test(name)).length",
      );
    await until("the other screens to have come", async () => (await came()) > 0);
    // It is started again within a second: kept away, it stays away.
    const pid = await town.pidOf("controller");
    process.kill(pid, "SIGSTOP");
    try {
      await page.locator(".shell-link.stale, .shell-link.offline").waitFor({ timeout: 40_000 });
      expect(await page.getByRole("alertdialog").getByLabel("用户名").inputValue()).toBe("half-typed");
      await page.keyboard.press("Escape");
      await page.getByRole("link", { name: "喇叭", exact: true }).first().click();
      await page.getByText("喇叭1号").first().waitFor();
      await page
        .getByText(/内容可能已经过时/)
        .first()
        .waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await shoot(page, shotFolder(town.folder), "speakers-stale");
    } finally {
      process.kill(pid, "SIGKILL");
    }
    await page.locator(".shell-link.live").waitFor({ timeout: 30_000 });
    await page.getByRole("link", { name: "人员" }).first().click();
    await page.getByRole("button", { name: "添加值班员" }).click();
    expect(await page.getByRole("alertdialog").getByLabel("用户名").inputValue()).toBe("half-typed");
  }, 120_000);

  test("a sign-in that is ended elsewhere leads back to the same page after the next one", async () => {
    const li = await openConsole(town, { user: "li" });
    try {
      const { page } = li;
      await page.goto(`${town.url}/history`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      const { items } = await town.api<{ items: { id: string; operator: string; agent: string }[] }>(
        "GET",
        "/sessions",
      );
      const operators = await town.api<{ items: { id: string; name: string }[] }>("GET", "/operators");
      const id = operators.items.find(({ name }) => name === "li")?.id;
      for (const session of items.filter(({ operator }) => operator === id))
        await town.api("DELETE", `/sessions/${session.id}`);
      await page.getByText("登录已结束，请重新登录。").waitFor();
      await page.getByLabel("用户名").fill("li");
      await page.getByLabel("密码").fill(PASSWORD);
      await page.getByRole("button", { name: "登录" }).click();
      await page.waitForURL("**/history");
    } finally {
      await li.close();
    }
  }, 120_000);

  test("a whole round by keyboard alone, from signing in to listening to what was said", async () => {
    const fresh = await openConsole(town, { voice, user: null });
    try {
      const { page } = fresh;
      await page.getByLabel("用户名").waitFor();
      await tabTo(page, "input[name=user], input[autocomplete=username]");
      await page.keyboard.type("li");
      await page.keyboard.press("Tab");
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press("Enter");
      await page.locator("#talk-key").waitFor();
      await page.keyboard.press("?");
      await page.getByRole("dialog").getByText("快捷键").waitFor();
      await page.keyboard.press("Escape");
      await page.keyboard.press("a");
      await page.getByText("4 个喇叭").first().waitFor();
      await page.keyboard.down("Space");
      await reaches(page, "on-air");
      await pause(600);
      await page.keyboard.up("Space");
      await reaches(page, "ended");
      await tabTo(page, ".desk-past a");
      const ring = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle");
      expect(ring).not.toBe("none");
      await page.keyboard.press("Enter");
      await page.waitForURL("**/history/*");
      await page.getByText(/4/).first().waitFor();
      expect(fresh.complaints).toEqual([]);
    } finally {
      await fresh.close();
    }
  }, 120_000);

  test("on a phone the key is held by a finger", async () => {
    const phone = await openConsole(town, { voice, size: PHONE });
    try {
      const { page } = phone;
      await page
        .getByRole("button", { name: /选区域/ })
        .first()
        .click();
      await choose(page, "东村");
      await page.getByRole("button", { name: "完成" }).click();
      const key = page.locator("#talk-key");
      const box = await key.boundingBox();
      if (!box) throw new Error("the key is not there");
      const session = await page.context().newCDPSession(page);
      const touch = (type: "touchStart" | "touchEnd") =>
        session.send("Input.dispatchTouchEvent", {
          type,
          touchPoints: type === "touchEnd" ? [] : [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }],
        });
      await touch("touchStart");
      await reaches(page, "on-air");
      await touch("touchEnd");
      await reaches(page, "ended");
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  }, 120_000);

  const online = async (id: string): Promise<boolean> =>
    (await town.api<{ online: boolean }>("GET", `/speakers/${id}`)).online;
});

/** As a browser tells a page that nobody sees it any more. */
async function hide(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
    document.dispatchEvent(new Event("visibilitychange"));
  })()`);
}

async function show(page: Page): Promise<void> {
  await page.evaluate(`(() => {
    delete document.hidden;
    delete document.visibilityState;
    document.dispatchEvent(new Event("visibilitychange"));
  })()`);
}

/** F13, which Playwright's own keyboard does not have. */
async function pedal(page: Page, type: "keyDown" | "keyUp"): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Input.dispatchKeyEvent", { type, code: "F13", key: "F13", windowsVirtualKeyCode: 124 });
  await session.detach();
}

/** Presses Tab until something has the focus; fails when it is nowhere on the way round. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    if (await page.evaluate<boolean>(`document.activeElement?.matches(${JSON.stringify(selector)}) ?? false`))
      return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never comes to ${selector}`);
}
