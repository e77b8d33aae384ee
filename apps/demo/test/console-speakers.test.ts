import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { needsProgram } from "../../../.ci/test/needs-program";
import { axeFindings } from "./axe.test-support";
import { type OpenConsole, openConsole, PASSWORD, shoot, shotFolder } from "./console.test-support";
import { type Simulator, startSimulator, startTown, type Town, until } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** A technician at the screens of speakers: everything is pressed, and real (simulated) speakers feel it. */

needsProgram("chromium")("speakers in a browser", () => {
  let town: Town;
  let console: OpenConsole;

  beforeAll(async () => {
    town = await startTown({ speakers: 4, env: { DALABA_ADMIN_PASSWORD: PASSWORD } });
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);
  beforeEach(async () => {
    console = await openConsole(town);
    await console.page.goto(`${town.url}/speakers`);
    await console.page
      .getByText("显示 4 / 4")
      .or(console.page.getByText(/显示 \d+ \/ \d+/))
      .first()
      .waitFor();
  }, 60_000);
  afterEach(async () => {
    expect(console?.complaints ?? []).toEqual([]);
    await console?.close();
  });

  const dialog = () => console.page.getByRole("alertdialog");
  const gridRow = (name: string) => console.page.getByRole("row", { name: new RegExp(name) });
  const isOnline = async (id: string): Promise<boolean> =>
    (await town.api<{ online: boolean }>("GET", `/speakers/${id}`)).online;
  /** What a dialog shows once, as speakers are given it. */
  const shownOnce = async (): Promise<string> => {
    await dialog()
      .getByText(/凭据只显示这一次/)
      .first()
      .waitFor();
    const text = await dialog().getByRole("textbox").inputValue();
    await dialog().getByRole("button", { name: "我已存好" }).click();
    await dialog().waitFor({ state: "hidden" });
    return text;
  };
  const join1 = async (lines: string): Promise<Simulator> => {
    const file = join(town.folder, `joins-${Math.round(performance.now())}.jsonl`);
    writeFileSync(file, `${lines.trim()}\n`);
    return startSimulator(file, []);
  };

  test("the list is searched, narrowed and sorted, by keys alone too", async () => {
    const { page } = console;
    const search = page.getByPlaceholder("名称、编号、区域、型号");
    await search.fill("喇叭3");
    await page.getByText("显示 1 / 4").waitFor();
    await search.fill("没有这一只");
    await page.getByText("没有符合条件的喇叭").waitFor();
    await search.fill("");
    await page.getByText("显示 4 / 4").waitFor();
    const first = async (): Promise<string> => (await page.getByRole("row").nth(1).textContent()) ?? "";
    await page.getByRole("button", { name: "名称" }).click();
    const up = await first();
    await page.getByRole("button", { name: "名称" }).click();
    await until("the order to turn round", async () => (await first()) !== up);
    await page.getByRole("grid").focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.getByRole("button", { name: "对选中的 1 只喊话" }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/speakers/sp-*");
  });

  test("chosen ones become the target of the desk", async () => {
    const { page } = console;
    await gridRow("喇叭1号").getByRole("checkbox").check();
    await gridRow("喇叭2号").getByRole("checkbox").check();
    await page.getByRole("button", { name: "对选中的 2 只喊话" }).click();
    await page.locator("#talk-key").waitFor();
    await page.getByText("2 个喇叭").first().waitFor();
  });

  test("at the pole, on a phone: does it sound, how loud, and why not", async () => {
    const { page } = console;
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(`${town.url}/speakers/sp-001`);
    const pole = page.getByRole("region", { name: "杆下调试" });
    const level = async (): Promise<number> =>
      (await town.api<{ levelDb: number }>("GET", "/speakers/sp-001")).levelDb;
    await pole.getByRole("button", { name: "试响" }).click();
    await pole.getByText("喇叭回执：响了").waitFor({ timeout: 20_000 });
    const before = await level();
    await pole.getByRole("button", { name: "调小 3 dB" }).click();
    await pole.getByText(`${before - 3} dB`).waitFor();
    expect(await level()).toBe(before - 3);
    await page.getByRole("button", { name: "撤销" }).first().click();
    await pole.getByText(`${before} dB`, { exact: true }).waitFor();
    await pole.getByText("静音（紧急广播除外）").click();
    await page.getByText("已静音，只响紧急广播").waitFor({ timeout: 15_000 });
    await pole.getByRole("button", { name: "试响" }).click();
    await pole.getByText(/没有响：/).waitFor({ timeout: 20_000 });
    expect(await axeFindings(page)).toEqual([]);
    await shoot(page, shotFolder(town.folder), "pole-phone");
    await pole.getByText("静音（紧急广播除外）").click();
    await until("it is heard again", async () =>
      (await town.api<{ muted: boolean }>("GET", "/speakers/sp-001")).muted ? undefined : true,
    );
  }, 120_000);

  test("why a speaker sounds this and not that stands on its page", async () => {
    const { page } = console;
    await page.goto(`${town.url}/speakers/sp-002`);
    await page.getByText("现在没有广播").first().waitFor();
    const long = writeTone(join(town.folder, "long.wav"), 30);
    const above = town.startCli(["play", long, "--to", "speaker:sp-002", "--priority", "45"]);
    await page.locator(".speakers-why").getByText("正在响").waitFor({ timeout: 20_000 });
    const below = town.startCli(["play", long, "--to", "all", "--priority", "40"]);
    await page.locator(".speakers-why").getByText("没有响").waitFor({ timeout: 20_000 });
    await page
      .locator(".speakers-why")
      .getByText(/占用者/)
      .waitFor();
    await town.api("POST", "/broadcasts/stop", { all: true });
    await Promise.all([above.done, below.done]);
    await page.locator(".speakers-why").getByText("现在没有广播").waitFor({ timeout: 20_000 });
  }, 120_000);

  test("a speaker is added, joins with what was shown once, and goes when its name is typed", async () => {
    const { page } = console;
    await page.getByRole("button", { name: "添加喇叭" }).click();
    await dialog().getByLabel("名称").fill("新喇叭");
    await dialog().getByLabel("纬度").fill("23.04");
    await dialog().getByLabel("经度").fill("913.47");
    expect(await dialog().getByRole("button", { name: "添加", exact: true }).isDisabled()).toBe(true);
    await dialog().getByLabel("经度").fill("113.47");
    await dialog().getByLabel("编号（可不填）").fill("new-one");
    await dialog().getByRole("button", { name: "添加", exact: true }).click();
    const lines = await shownOnce();
    expect(JSON.parse(lines)).toMatchObject({ id: "new-one", user: "new-one" });
    await gridRow("新喇叭").getByText("离线").waitFor();
    const simulator = await join1(lines);
    try {
      await gridRow("新喇叭").getByText("在线").waitFor();
      await page.goto(`${town.url}/speakers/new-one`);
      await page.getByRole("button", { name: "移除" }).click();
      await dialog().getByRole("textbox").fill("新喇叭");
      await dialog().getByRole("button", { name: "移除", exact: true }).click();
      await page.getByText("已移除“新喇叭”").waitFor();
      await page.waitForURL("**/speakers");
      await page.getByText("显示 4 / 4").waitFor();
      await until("its line to be cut", async () =>
        (await simulator.states()).every(({ online }) => !online),
      );
    } finally {
      await simulator.program.end();
    }
  }, 90_000);

  test("new credentials end the old ones at once; the speaker comes back with the new", async () => {
    const { page } = console;
    await page.goto(`${town.url}/speakers/sp-004`);
    await page.getByRole("button", { name: "更换凭据" }).click();
    await dialog().getByText("将为 1 只喇叭生成新凭据").waitFor();
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    expect(await isOnline("sp-004")).toBe(true);
    await page.getByRole("button", { name: "更换凭据" }).click();
    await dialog().getByRole("button", { name: "更换凭据" }).click();
    const lines = await shownOnce();
    await page.locator(".speakers-now").getByText("离线").waitFor();
    const simulator = await join1(lines);
    try {
      await page.locator(".speakers-now").getByText("在线").waitFor();
      const { json, stderr } = await town.cli([
        ...[
          "talk",
          "--to",
          "speaker:sp-004",
          "--file",
          writeTone(join(town.folder, "tone.wav"), 1),
          "--json",
        ],
      ]);
      expect(json, stderr).toMatchObject({ targets: 1, played: 1 });
    } finally {
      await simulator.program.end();
    }
  }, 90_000);

  test("disabled it is silent and says so; undo gives it back", async () => {
    const { page } = console;
    await page.goto(`${town.url}/speakers/sp-002`);
    await page.getByRole("button", { name: "停用" }).click();
    await page.getByText("已停用“喇叭2号”，它不会再发声").waitFor();
    await page.locator(".speakers-now").getByText("已停用").waitFor();
    await page.getByRole("button", { name: "撤销" }).click();
    await page.getByText("已启用“喇叭2号”").waitFor();
    await until("it is back", () => isOnline("sp-002"));
    await page.locator(".speakers-now").getByText("在线").waitFor();
  });

  test("an id that nobody has is said in words, with the way back", async () => {
    const { page } = console;
    await page.goto(`${town.url}/speakers/nobody`);
    await page.getByText("speaker-unknown").waitFor();
    await page.getByRole("link", { name: "返回" }).click();
    await page.waitForURL("**/speakers");
  });
});
