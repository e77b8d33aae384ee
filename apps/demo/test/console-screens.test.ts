import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { needsProgram } from "../../../.ci/test/needs-program";
import { axeFindings } from "./axe.test-support";
import {
  DESK,
  type OpenConsole,
  openConsole,
  PASSWORD,
  PHONE,
  shoot,
  shotFolder,
} from "./console.test-support";
import { startTown, type Town, until } from "./town.test-support";

/** Every screen in both languages, both sizes and both themes: it stands, it complains of nothing, anybody can use it. */

const SCREENS = ["/", "/history", "/speakers", "/people", "/settings"] as const;
const folder = shotFolder(mkdtempSync(join(tmpdir(), "dalaba-screens-")));

const pathName = (path: string): string => (path === "/" ? "desk" : path.slice(1));

needsProgram("chromium")("the screens", () => {
  let town: Town;
  beforeAll(async () => {
    town = await startTown({ speakers: 12, env: { DALABA_ADMIN_PASSWORD: PASSWORD } });
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);

  describe.each([
    { language: "zh-CN", theme: "dark", size: DESK },
    { language: "en", theme: "light", size: DESK },
    { language: "zh-CN", theme: "light", size: PHONE },
    { language: "en", theme: "dark", size: PHONE },
  ] as const)("in $language, $theme, $size.width wide", ({ language, theme, size }) => {
    let console: OpenConsole;
    beforeAll(async () => {
      console = await openConsole(town, { language, theme, size });
    }, 60_000);
    afterAll(() => console?.close());

    test.each(SCREENS)(
      "%s stands, fits, and axe finds nothing serious",
      async (path) => {
        const { page } = console;
        await page.goto(`${town.url}${path}`);
        await page.locator("main h1").first().waitFor({ state: "attached" });
        await page.locator(".shell-link.live").waitFor();
        // The feed never falls idle; spinners do.
        await until("the lists to be read", async () => (await page.locator(".kit-spinner").count()) === 0);
        await shoot(page, folder, `${pathName(path)}-${language}-${theme}-${size.width}`);
        expect(await axeFindings(page)).toEqual([]);
        const wide = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
        expect(wide).toBeLessThanOrEqual(0);
        if (path === "/" && size === DESK) {
          const tall = await page.evaluate<number>(
            "document.documentElement.scrollHeight - window.innerHeight",
          );
          expect(tall).toBeLessThanOrEqual(0);
        }
        expect(console.complaints).toEqual([]);
      },
      60_000,
    );
  });

  test("the talk key is the largest control of the desk, and nothing moves when a talk begins", async () => {
    const { page, close } = await openConsole(town, {});
    try {
      await page.getByRole("button", { name: /全镇/ }).click();
      const before = await boxes(page);
      const largest = Object.entries(before).sort(([, a], [, b]) => area(b) - area(a))[0]?.[0];
      expect(largest).toBe("talk-key");
      await page.keyboard.down("Space");
      await page.locator("#talk-key[data-state=on-air]").waitFor();
      const key = (await boxes(page))["talk-key"];
      expect(key).toEqual(before["talk-key"]);
      await page.keyboard.up("Space");
      await page.locator("#talk-key[data-state=ended]").waitFor();
      expect((await boxes(page))["talk-key"]).toEqual(before["talk-key"]);
    } finally {
      await close();
    }
  }, 60_000);

  test("the first sign-in by a one-time link leads to a password, and from there to the desk", async () => {
    const { url } = await town.api<{ url: string }>("POST", "/sign-in-links", {});
    const { page, close } = await openConsole(town, { user: null });
    try {
      await page.goto(url);
      await page.getByRole("button", { name: "用此链接登录" }).click();
      await page.getByLabel("新密码").fill(PASSWORD);
      await page.getByLabel("再输一遍").fill(PASSWORD);
      await page.getByRole("button", { name: "保存密码" }).click();
      await page.getByText("密码已保存").waitFor();
      await page.getByRole("link", { name: "去值班台" }).click();
      await page.locator("#talk-key").waitFor();
      await page.goto(url);
      await page.getByRole("button", { name: "用此链接登录" }).click();
      await page.getByText("link-spent").waitFor();
    } finally {
      await close();
    }
  }, 60_000);

  test("who is signed out is led back to where they were", async () => {
    const { page, context, close } = await openConsole(town, {});
    try {
      await context.clearCookies();
      await page.goto(`${town.url}/history`);
      await page.getByLabel("用户名").fill("admin");
      await page.getByLabel("密码").fill("wrong password");
      await page.getByRole("button", { name: "登录" }).click();
      await page.getByText("sign-in-refused").waitFor();
      await page.getByLabel("密码").fill(PASSWORD);
      await page.getByRole("button", { name: "登录" }).click();
      await page.waitForURL("**/history");
    } finally {
      await close();
    }
  }, 60_000);
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const area = ({ width, height }: Box): number => width * height;

/** Where every button, link and field stands, by id or text. */
function boxes(page: Page): Promise<Record<string, Box>> {
  return page.evaluate(`Object.fromEntries(
    [...document.querySelectorAll("button, a, input, select")].map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return [element.id || (element.textContent ?? "").slice(0, 30), { x, y, width, height }];
    }),
  )`);
}
