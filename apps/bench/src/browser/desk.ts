/// <reference lib="dom" />
import type { Browser, BrowserContext, Page } from "playwright-core";
import { nowUs, pause, until } from "../talk/wait";
import type { MouthTape } from "./mouth";
import { type ClockLook, type PageClock, pageClock } from "./page-clock";
import { hopsOfPage, type PageHops, type TappedWindow, takeTape, tapPage } from "./page-tap";

/** The console in a real browser whose microphone is fed a file, signed in. */

export const PASSWORD = "a password of the bench";
const SIZE = { width: 1440, height: 900 };
const LOOKS = 30;
const ARMED_FRAMES = 50;
const READY_MS = 30_000;
/** A console has been open for a while when somebody speaks: what a page compiles and draws at first is done, ms. */
const SETTLED_MS = 5_000;
/** From the release to the last receipt. */
const SETTLE_MS = 20_000;

/** Chromium talks to nobody but the page's own host. It is headless, and believes that it is seen. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
  "--autoplay-policy=no-user-gesture-required",
];

export interface Press {
  readonly downMs: number;
  readonly upMs: number;
  /** Undefined where the key got no ticket. */
  readonly broadcast: string | undefined;
  /** The key's last state: `ended`, or what it became instead. */
  readonly state: string;
}

export class Desk {
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #page: Page;
  readonly #url: string;
  readonly #looks: ClockLook[] = [];

  private constructor(browser: Browser, context: BrowserContext, page: Page, url: string) {
    this.#browser = browser;
    this.#context = context;
    this.#page = page;
    this.#url = url;
  }

  static async open(chromium: string, url: string, microphone: string): Promise<Desk> {
    // Loaded here alone: the other benches need no browser's driver.
    const { chromium: driver } = await import("playwright-core");
    const browser = await driver.launch({
      executablePath: chromium,
      args: [...FLAGS, `--use-file-for-fake-audio-capture=${microphone}`],
      ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
    });
    try {
      const context = await browser.newContext({ viewport: SIZE, permissions: ["microphone"] });
      await context.addInitScript(() => localStorage.setItem("dalaba.language", "zh-CN"));
      await context.addInitScript(tapPage);
      const answer = await context.request.post(`${url}/api/v1/session`, {
        data: { user: "admin", password: PASSWORD },
        headers: { "x-dalaba": "1" },
      });
      if (!answer.ok()) throw new Error(`the console's sign-in: ${answer.status()} ${await answer.text()}`);
      return new Desk(browser, context, await context.newPage(), url);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** Opens the console anew and waits until the key may be pressed. Returns the time from the navigation on, ms. */
  async load(): Promise<number> {
    await this.#page.goto(this.#url);
    this.#looks.length = 0;
    return until("the talk key to be usable", READY_MS, async () => {
      const usable = await this.#page.evaluate(() => (window as TappedWindow).benchTap.usableMs);
      return usable ?? undefined;
    });
  }

  /** As after a new start of the browser: nothing of the console is kept, the session is. */
  async forget(): Promise<void> {
    const session = await this.#context.newCDPSession(this.#page);
    await session.send("Network.clearBrowserCache");
    await session.detach();
  }

  /** Waits until frames come, so that the microphone is open before the key, and the page has come to rest. */
  async armed(): Promise<void> {
    await until("the microphone to be heard", READY_MS, async () => {
      const count = await this.#page.evaluate(() => (window as TappedWindow).benchTap.count);
      return count >= ARMED_FRAMES || undefined;
    });
    await pause(SETTLED_MS);
  }

  /** Asks the page for its time, between two looks at the machine's. Done before and after what is measured. */
  async lookAtClock(): Promise<void> {
    for (let i = 0; i < LOOKS; i++) {
      const beforeUs = nowUs();
      const pageMs = await this.#page.evaluate(() => performance.now());
      this.#looks.push({ beforeUs, pageMs, afterUs: nowUs() });
    }
  }

  /** Throws where the page's clock and the machine's did not keep together. */
  clock(): PageClock {
    const clock = pageClock(this.#looks);
    if (!clock) throw new Error("clocks-apart: the page's clock and the machine's did not keep together");
    return clock;
  }

  /** Holds the key for so long, and waits for the talk's end. */
  async hold(ms: number): Promise<Press> {
    const page = this.#page;
    const asked = page
      .waitForResponse(
        (answer) => answer.request().method() === "POST" && /\/api\/v1\/talks$/.test(answer.url()),
        {
          timeout: ms + SETTLE_MS,
        },
      )
      .then(async (answer) => ((await answer.json()) as { broadcast?: string }).broadcast)
      .catch(() => undefined);
    await page.keyboard.down("Space");
    await pause(ms);
    await page.keyboard.up("Space");
    const broadcast = await asked;
    const state = await until("the talk's end", SETTLE_MS, async () => {
      const now = await page.locator("#talk-key").getAttribute("data-state");
      return now === "ended" || now === "failed" || now === "idle" ? now : undefined;
    });
    const { downMs, upMs } = await page.evaluate(() => {
      const { benchTap: tap } = window as TappedWindow;
      return { downMs: tap.downMs, upMs: tap.upMs };
    });
    return { downMs, upMs, broadcast, state };
  }

  async keepTape(): Promise<void> {
    await this.#page.evaluate(() => {
      (window as TappedWindow).benchTap.on = true;
    });
  }

  async takeTape(): Promise<MouthTape> {
    const { first, arrivedMs, sentAfterMs, pcm } = await this.#page.evaluate(takeTape);
    const bytes = Uint8Array.from(Buffer.from(pcm, "base64"));
    const frames = first.map((each, i) => ({ first: each, arrivedMs: arrivedMs[i] as number }));
    return { frames, sentAfterMs, pcm: new Int16Array(bytes.buffer) };
  }

  hops(): Promise<PageHops | null> {
    return this.#page.evaluate(hopsOfPage);
  }

  close(): Promise<void> {
    return this.#browser.close();
  }
}
