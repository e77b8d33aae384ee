import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { scratch } from "./paths.mjs";
import { say } from "./progress.mjs";

const path = join(scratch, "lock");
/** The holder touches its lock this often; one untouched for long belongs to nobody, whoever has its pid now. */
const TOUCH_MS = 5_000;
const STALE_MS = 90_000;

function holderIsGone() {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    const ageMs = Date.now() - statSync(path).mtimeMs;
    if (ageMs > STALE_MS) return true;
    if (!pid) return ageMs > 2_000; // empty: made a moment ago, or its maker died before it wrote
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // EPERM: someone else's living process. Anything else: no such file or no such process.
    return /** @type {NodeJS.ErrnoException} */ (error).code !== "EPERM";
  }
}

/**
 * Runs `work` while no other dalaba command of this clone prepares anything: two at once would read each
 * other's half-written files.
 * @template T @param {() => Promise<T>} work @returns {Promise<T>}
 */
export async function alone(work) {
  mkdirSync(scratch, { recursive: true });
  for (let told = false; ; ) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
    }
    if (holderIsGone()) {
      rmSync(path, { force: true });
      continue;
    }
    if (!told) say("another dalaba command is preparing this clone; waiting for it");
    told = true;
    await sleep(150);
  }
  const release = () => rmSync(path, { force: true });
  process.once("exit", release);
  const touch = setInterval(() => utimesSync(path, new Date(), new Date()), TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    process.off("exit", release);
    release();
  }
}
