import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { needsProgram } from "../../../.ci/test/needs-program";
import { axeFindings } from "./axe.test-support";
import { type OpenConsole, openConsole, PASSWORD, PHONE } from "./console.test-support";
import { startTown, type Town, until } from "./town.test-support";

/** What the town says by itself, in a browser: a sound is sent, made part of an announcement, and given its time. */

const TONE = join(import.meta.dirname, "../../../packages/codec/testdata/tone.mp3");

interface Schedule {
  readonly title: string;
  readonly enabled: boolean;
  readonly rrule: string | null;
  readonly to: readonly string[];
}

needsProgram("chromium")("the programme in a browser", () => {
  let town: Town;
  let console: OpenConsole;

  beforeAll(async () => {
    town = await startTown({ speakers: 2, env: { DALABA_ADMIN_PASSWORD: PASSWORD } });
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);
  beforeEach(async () => {
    console = await openConsole(town);
    await console.page.goto(`${town.url}/programme`);
    await console.page.getByRole("heading", { level: 1, name: "节目" }).waitFor();
  }, 60_000);
  afterEach(() => console?.close());

  const items = async <T>(path: string): Promise<readonly T[]> =>
    (await town.api<{ items: T[] }>("GET", path)).items;
  const tab = (name: string) => console.page.getByRole("radio", { name }).click();
  const row = (title: string) => console.page.locator(".programme-row", { hasText: title });
  const dialog = () => console.page.getByRole("alertdialog");

  test("a sound is sent, heard, taken away and brought back", async () => {
    const { page } = console;
    await tab("音频库");
    await page.getByText("还没有音频").waitFor();
    await page.locator('input[type="file"]').setInputFiles(TONE);
    await row("tone").waitFor({ timeout: 20_000 });
    expect(await row("tone").locator("svg polygon").getAttribute("points")).toMatch(/^0,/);
    await row("tone").getByRole("button", { name: "试听“tone”" }).click();
    await until("its length is known", async () => {
      const seconds = await page.evaluate<number>("document.querySelector('audio')?.duration ?? 0");
      return seconds > 1 && seconds < 2;
    });
    await row("tone").getByRole("button", { name: "移除" }).click();
    await page.getByText("还没有音频").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await row("tone").waitFor();
    await page.locator('input[type="file"]').setInputFiles({
      name: "notes.mp3",
      mimeType: "audio/mpeg",
      buffer: Buffer.from("停水通知".repeat(100)),
    });
    await page.getByText("无法解码这段声音").waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(console.complaints).toEqual([]);
  }, 60_000);

  test("an announcement is written, given its time, seen in the calendar, and switched off", async () => {
    const { page } = console;
    await tab("节目");
    await page.getByRole("button", { name: "添加节目" }).click();
    await dialog().getByLabel("名称").fill("早间广播");
    await dialog().getByLabel("一段文字").fill("今天是{{date}}，{{weekday}}。");
    await dialog().getByRole("button", { name: "+ 停顿" }).click();
    await dialog().getByRole("button", { name: "保存" }).click();
    await row("早间广播").getByText("今天是{{date}}").waitFor();

    await tab("定时");
    await page.getByRole("button", { name: "添加定时" }).click();
    await dialog().getByLabel("播什么").selectOption({ label: "早间广播" });
    expect(await dialog().getByLabel("名称").inputValue()).toBe("早间广播");
    await dialog().getByLabel("几点").fill("07:15");
    await dialog().getByLabel("节假日").first().selectOption({ label: "法定节假日除外" });
    expect(await axeFindings(page)).toEqual([]);
    await dialog().getByRole("button", { name: "添加", exact: true }).click();
    await row("早间广播").getByText("下次").waitFor();
    const [schedule] = await items<Schedule>("/schedules");
    expect(schedule).toMatchObject({ title: "早间广播", enabled: true, rrule: "FREQ=DAILY", to: ["all"] });

    await tab("日历");
    await page.locator(".programme-entry", { hasText: "07:15" }).first().waitFor();
    expect(await page.locator(".programme-day").count()).toBe(7);
    await page.getByRole("radio", { name: "一个月" }).click();
    await until("a month of days", async () => (await page.locator(".programme-day").count()) === 35);
    expect(await axeFindings(page)).toEqual([]);

    await tab("定时");
    await row("早间广播").getByText("启用").click();
    await row("早间广播").getByText("已停用").waitFor();
    expect((await items<Schedule>("/schedules"))[0]?.enabled).toBe(false);
    await row("早间广播").getByRole("button", { name: "移除" }).click();
    await page.getByText("还没有定时").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await row("早间广播").waitFor();
    expect(console.complaints).toEqual([]);
  }, 60_000);

  test("fits into a hand, in English and in light", async () => {
    const phone = await openConsole(town, { size: PHONE, language: "en", theme: "light" });
    try {
      await phone.page.goto(`${town.url}/programme`);
      await phone.page.getByRole("heading", { level: 1, name: "Programme" }).waitFor();
      await phone.page.getByRole("radio", { name: "Clips" }).click();
      await phone.page.locator(".programme-row", { hasText: "tone" }).waitFor();
      const wide = await phone.page.evaluate<number>("document.documentElement.scrollWidth");
      expect(wide).toBeLessThanOrEqual(PHONE.width);
      expect(await axeFindings(phone.page)).toEqual([]);
      expect(phone.complaints).toEqual([]);
    } finally {
      await phone.close();
    }
  }, 60_000);
});
