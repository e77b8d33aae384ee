import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { needsProgram } from "../../../.ci/test/needs-program";
import { axeFindings } from "./axe.test-support";
import { addOperator, type OpenConsole, openConsole, PASSWORD } from "./console.test-support";
import { startTown, type Town, until } from "./town.test-support";

/** An administrator at the screens of people: everything is pressed, and what it says it did is asked of the controller. */

interface Operator {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly room: string | null;
  readonly disabled: boolean;
  readonly grants: readonly { readonly role: string; readonly site: string; readonly maxPriority: number }[];
}

needsProgram("chromium")("people in a browser", () => {
  let town: Town;
  let console: OpenConsole;

  beforeAll(async () => {
    town = await startTown({ speakers: 2, env: { DALABA_ADMIN_PASSWORD: PASSWORD } });
    await addOperator(town, "li", [{ role: "operator", site: "east" }], { room: "room-east" });
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);
  beforeEach(async () => {
    console = await openConsole(town);
    await console.page.goto(`${town.url}/people`);
    await console.page.getByRole("heading", { level: 1, name: "人员" }).waitFor();
  }, 60_000);
  afterEach(() => console?.close());

  const operator = async (name: string): Promise<Operator | undefined> =>
    (await town.api<{ items: Operator[] }>("GET", "/operators")).items.find((each) => each.name === name);
  const row = (name: string) => console.page.locator(".people-row", { hasText: name });
  const dialog = () => console.page.getByRole("alertdialog");
  /** From elsewhere: the page keeps its own cookie. */
  const signIn = (user: string, password: string) =>
    fetch(`${town.url}/api/v1/session`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-dalaba": "1" },
      body: JSON.stringify({ user, password }),
    });

  test("an operator is added with a password and a role over one village, and can sign in", async () => {
    const { page } = console;
    await page.getByRole("button", { name: "添加值班员" }).click();
    await dialog().getByLabel("用户名").fill("wang");
    await dialog().getByLabel("显示的姓名").fill("王五");
    await dialog().getByText("设置密码").click();
    await dialog().getByLabel("新密码").fill("short");
    await dialog().getByText("至少").first().waitFor();
    expect(await dialog().getByRole("button", { name: "添加", exact: true }).isDisabled()).toBe(true);
    await dialog().getByLabel("新密码").fill(PASSWORD);
    await dialog().getByRole("button", { name: "添加角色" }).click();
    await dialog().getByLabel("区域（含下级）").selectOption({ label: "东村" });
    await dialog().getByLabel("优先级上限").fill("99");
    await dialog().getByText("0 到 79 的整数").waitFor();
    await dialog().getByLabel("优先级上限").fill("60");
    expect(await axeFindings(page)).toEqual([]);
    await dialog().getByRole("button", { name: "添加", exact: true }).click();
    await page.getByText("已添加“wang”").waitFor();
    await row("王五").waitFor();
    expect(await operator("wang")).toMatchObject({
      displayName: "王五",
      grants: [{ role: "operator", site: "east", maxPriority: 60 }],
    });
    expect((await signIn("wang", PASSWORD)).status).toBe(200);
  });

  test("a name that is taken is said in words, and what was typed stays", async () => {
    const { page } = console;
    await page.getByRole("button", { name: "添加值班员" }).click();
    await dialog().getByLabel("用户名").fill("li");
    await dialog().getByRole("button", { name: "添加", exact: true }).click();
    await dialog().locator(".kit-note").first().waitFor();
    expect(await dialog().getByLabel("用户名").inputValue()).toBe("li");
    // Half-typed, closed and opened again: it is still there.
    await dialog().getByLabel("用户名").fill("zhao");
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
    await page.getByRole("button", { name: "添加值班员" }).click();
    expect(await dialog().getByLabel("用户名").inputValue()).toBe("zhao");
    await dialog().getByRole("button", { name: "添加", exact: true }).click();
    const link = dialog().getByRole("textbox");
    await dialog().getByText("登录链接只显示这一次").first().waitFor();
    expect(await link.inputValue()).toContain(`${town.url}/`);
    await dialog().getByRole("button", { name: "复制" }).click();
    await dialog().getByRole("button", { name: "我已存好" }).click();
    await row("zhao").getByText("还没有设置密码").waitFor();
  });

  test("rights are changed, taken away and given: the operator may the very next moment", async () => {
    const { page } = console;
    await page.getByRole("button", { name: "修改“li”" }).click();
    await dialog().getByLabel("显示的姓名").fill("李四");
    await dialog().locator(".people-grant select").first().selectOption({ label: "值班长" });
    await dialog().getByRole("button", { name: "添加角色" }).click();
    await dialog().getByLabel("区域（含下级）").nth(1).selectOption({ label: "西村" });
    await dialog().getByRole("button", { name: "保存" }).click();
    await page.getByText("已保存“li”").waitFor();
    const changed = await operator("li");
    expect(changed).toMatchObject({ displayName: "李四", room: "room-east" });
    expect(changed?.grants.map(({ role, site }) => `${role} ${site}`).sort()).toEqual([
      "operator west",
      "supervisor east",
    ]);
    await page.getByRole("button", { name: "修改“li”" }).click();
    await dialog().getByRole("button", { name: "去掉角色：值班长" }).click();
    await dialog().getByRole("button", { name: "保存" }).click();
    await until("one grant is left", async () => (await operator("li"))?.grants.length === 1);
  });

  test("disabled ends every sign-in at once; undo gives the account back", async () => {
    const { page } = console;
    const li = await openConsole(town, { user: "li" });
    try {
      await row("li ·").getByRole("button", { name: "停用" }).click();
      await page.getByText("已停用“li”，其登录已全部结束").waitFor();
      expect(await operator("li")).toMatchObject({ disabled: true });
      // Whoever sat there is told, and asked to sign in.
      await li.page.getByLabel("用户名").waitFor();
      await page.getByRole("button", { name: "撤销" }).click();
      await page.getByText("已启用“li”").waitFor();
      expect(await operator("li")).toMatchObject({ disabled: false });
    } finally {
      await li.close();
    }
  });

  test("a lost password is set anew, and the old one is over", async () => {
    const { page } = console;
    await page.getByRole("button", { name: "重设密码：li" }).click();
    await dialog().getByLabel("或者设置新密码").fill("another long password");
    await dialog().getByRole("button", { name: "保存密码" }).click();
    await page.getByText(/已重设“li”，结束了 \d+ 个登录/).waitFor();
    expect((await signIn("li", PASSWORD)).status).toBe(401);
    expect((await signIn("li", "another long password")).status).toBe(200);
    await page.getByRole("button", { name: "重设密码：li" }).click();
    await dialog().getByRole("button", { name: "生成登录链接" }).click();
    await dialog().getByText("登录链接只显示这一次").first().waitFor();
    await dialog().getByRole("button", { name: "我已存好" }).click();
  });

  test("who goes for good is asked for by name; oneself can be neither removed nor disabled", async () => {
    const { page } = console;
    await addOperator(town, "gone", [{ role: "viewer", site: "west" }]);
    await page.reload();
    await page.getByRole("button", { name: "移除“gone”" }).click();
    const remove = dialog().getByRole("button", { name: "移除", exact: true });
    expect(await remove.isDisabled()).toBe(true);
    await dialog().getByRole("textbox").fill("gon");
    expect(await remove.isDisabled()).toBe(true);
    await dialog().getByRole("textbox").fill("gone");
    await remove.click();
    await page.getByText("已移除“gone”").waitFor();
    expect(await operator("gone")).toBeUndefined();
    expect(await page.getByRole("button", { name: "移除“admin”" }).isDisabled()).toBe(true);
    expect(await row("admin").getByRole("button", { name: "停用" }).isDisabled()).toBe(true);
  });

  test("a token is shown once, does what was ticked and no more, and is over when revoked", async () => {
    const { page } = console;
    await page.getByText("令牌", { exact: true }).click();
    await page.getByText("还没有令牌").waitFor();
    await page.getByRole("button", { name: "添加令牌" }).click();
    await dialog().getByLabel("名称").fill("大屏");
    await dialog().getByRole("checkbox", { name: "查看", exact: true }).check({ force: true });
    await dialog().getByRole("checkbox", { name: "东村", exact: true }).check({ force: true });
    await dialog().getByLabel("有效天数").fill("500");
    await dialog().getByText("1 到 400 的整数").waitFor();
    await dialog().getByLabel("有效天数").fill("30");
    await dialog().getByRole("button", { name: "添加", exact: true }).click();
    const secret = dialog().getByRole("textbox");
    await dialog().getByText("令牌只显示这一次").first().waitFor();
    const token = await secret.inputValue();
    await dialog().getByRole("button", { name: "我已存好" }).click();
    await row("大屏").waitFor();
    const ask = (method: string, path: string, body?: unknown) =>
      fetch(`${town.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const seen = (await (await ask("GET", "/speakers")).json()) as { items: { site: string }[] };
    expect(seen.items.map(({ site }) => site)).toEqual(["east"]);
    expect((await ask("POST", "/talks", { kind: "talk", to: ["site:east"] })).status).toBe(403);
    await page.getByRole("button", { name: "吊销“大屏”" }).click();
    await dialog().getByRole("textbox").fill("大屏");
    await dialog().getByRole("button", { name: "吊销", exact: true }).click();
    await row("大屏").getByText("已吊销").waitFor();
    expect((await ask("GET", "/speakers")).status).toBe(401);
  });

  test("somebody else's session is ended from here; one's own cannot be", async () => {
    const { page } = console;
    await addOperator(town, "zhou", [{ role: "operator", site: "west" }]);
    const other = await openConsole(town, { user: "zhou" });
    try {
      await page.getByText("登录会话").click();
      await page.getByRole("button", { name: "结束zhou的登录" }).first().click();
      await page.getByText("已结束zhou的登录").waitFor();
      await other.page.getByLabel("用户名").waitFor();
      const own = page.locator(".people-row", { hasText: "本机" });
      expect(await own.getByRole("button").isDisabled()).toBe(true);
    } finally {
      await other.close();
    }
  });

  test("who manages nobody sees their own tokens and sessions, and no operators", async () => {
    await addOperator(town, "chen", [{ role: "operator", site: "west" }]);
    const other = await openConsole(town, { user: "chen", language: "en" });
    try {
      await other.page.goto(`${town.url}/people?tab=operators`);
      await other.page.getByRole("button", { name: "Add token" }).waitFor();
      expect(await other.page.getByText("Operators", { exact: true }).count()).toBe(0);
      await other.page.getByText("Sessions", { exact: true }).click();
      await until("one session", async () => (await other.page.locator(".people-row").count()) === 1);
      await other.page.getByText("Roles", { exact: true }).click();
      await until("five roles", async () => (await other.page.locator(".people-role").count()) === 5);
      expect(other.complaints).toEqual([]);
    } finally {
      await other.close();
    }
  });
});
