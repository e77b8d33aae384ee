import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { whereIs } from "../../../.ci/test/needs-program";
import { until } from "./programs.test-support";
import type { Controller } from "./town.test-support";

/** The console in a real browser, with a microphone that is fed a file. */

export const DESK = { width: 1440, height: 900 } as const;
export const PHONE = { width: 390, height: 844 } as const;
export const PASSWORD = "a password of the tests";

export interface ConsoleOptions {
  readonly language?: "zh-CN" | "en";
  readonly theme?: "dark" | "light";
  readonly size?: { readonly width: number; readonly height: number };
  /** WAV that the microphone hears, over and over; without one it hears Chromium's own beeps. */
  readonly voice?: string;
  /** A microphone nobody allowed. */
  readonly denied?: boolean;
  /** Who signs in, without the sign-in page; null: nobody. */
  readonly user?: string | null;
}

export interface OpenConsole {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained about: errors of the page, of its policy, of requests elsewhere. */
  readonly complaints: string[];
  close(): Promise<void>;
}

/** Chromium talks to nobody but the page's own host, has a microphone of ours, and plays without being asked. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

async function launch({ voice, denied }: ConsoleOptions): Promise<Browser> {
  const args = [...FLAGS];
  if (!denied) args.push("--use-fake-ui-for-media-stream");
  if (voice) args.push(`--use-file-for-fake-audio-capture=${voice}`);
  return chromium.launch({ executablePath: whereIs("chromium") as string, args });
}

/** Opens the console on the desk, or where nobody is signed in, on the sign-in page. */
export async function openConsole(
  town: Pick<Controller, "url">,
  options: ConsoleOptions = {},
): Promise<OpenConsole> {
  const browser = await launch(options);
  const { size = DESK, language = "zh-CN", theme = "dark", denied = false, user = "admin" } = options;
  const phone = size.width < 700;
  const context = await browser.newContext({
    viewport: { ...size },
    permissions: denied ? [] : ["microphone"],
    reducedMotion: "reduce",
    ...(phone ? { hasTouch: true, isMobile: true } : {}),
  });
  await context.addInitScript({
    content: `localStorage.setItem("dalaba.language", "${language}"); localStorage.setItem("dalaba.theme", "${theme}");`,
  });
  if (user !== null) {
    const answer = await context.request.post(`${town.url}/api/v1/session`, {
      data: { user, password: PASSWORD },
      headers: { "x-dalaba": "1" },
    });
    if (!answer.ok()) throw new Error(`${user} cannot sign in: ${await answer.text()}`);
  }
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // A refused or lost request is what some tests are about; the page shows it.
    const network = /Failed to load resource|WebSocket connection|net::ERR/.test(message.text());
    if (message.type() === "error" && !network) complaints.push(message.text());
  });
  page.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && hostname !== "127.0.0.1")
      complaints.push(`asked ${request.url()}`);
  });
  await page.goto(town.url);
  if (user !== null) await page.locator("#talk-key").waitFor();
  return { page, context, complaints, close: () => browser.close() };
}

/** An operator who can sign in with `PASSWORD`. */
export async function addOperator(
  town: Controller,
  name: string,
  grants: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
): Promise<void> {
  await town.api("POST", "/operators", { name, displayName: name, password: PASSWORD, grants, ...more });
}

export const stateOf = (page: Page): Promise<string | null> =>
  page.locator("#talk-key").getAttribute("data-state");

export const reaches = (page: Page, ...states: readonly string[]): Promise<string> =>
  until(`the key to be ${states.join(" or ")}`, async () => {
    const state = await stateOf(page);
    return state !== null && states.includes(state) && state;
  });

/** Chooses targets in the list beside the map, by name. */
export async function choose(page: Page, name: string): Promise<void> {
  await page.getByRole("checkbox", { name, exact: true }).first().check({ force: true });
}

/** Where pictures of the screens go: a folder named in the environment (README's own), or one of the run's. */
export function shotFolder(fallback: string): string {
  const folder = process.env.SCREENSHOTS ?? fallback;
  mkdirSync(folder, { recursive: true });
  return folder;
}

export async function shoot(page: Page, folder: string, name: string): Promise<Buffer> {
  const png = await page.screenshot();
  writeFileSync(join(folder, `${name}.png`), png);
  return png;
}
