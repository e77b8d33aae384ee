import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, scratch } from "./paths.mjs";

/**
 * @typedef {object} QuietResult
 * @property {number | null} code exit code; null when it was ended by a signal or by the time limit
 * @property {boolean} timedOut
 * @property {string} output all it printed
 * @property {string} log where that was written
 */

/** @param {string} name @returns {{ fd: number, log: string }} */
function openLog(name) {
  for (const folder of [scratch, tmpdir()]) {
    try {
      mkdirSync(folder, { recursive: true });
      const log = join(folder, name);
      return { fd: openSync(log, "w"), log };
    } catch {
      // An unwritable clone still gets its log, in the temporary folder.
    }
  }
  return { fd: -1, log: "nowhere: no folder could be written" };
}

/**
 * Runs a command without showing what it prints, keeps that in a log, and ends its whole process group
 * when this process is told to stop or the time limit passes. The limit counts from the first line that
 * matches `limit.from`, or from the start.
 * @param {string} command @param {string[]} args
 * @param {{ log: string, env?: NodeJS.ProcessEnv, limit?: { ms: number, from?: RegExp }, onLine?: (line: string) => void }} options
 * @returns {Promise<QuietResult>}
 */
export function quietChild(command, args, options) {
  const { fd, log } = openLog(options.log);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
      shell: process.platform === "win32",
    });
    let timedOut = false;
    let tail = "";
    const endGroup = (/** @type {NodeJS.Signals} */ signal) => {
      try {
        if (child.pid) process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
      } catch {
        // It has already ended.
      }
    };
    const stop = (/** @type {NodeJS.Signals} */ signal) => {
      endGroup("SIGTERM");
      process.stderr.write("\n");
      process.exit(signal === "SIGINT" ? 130 : 143);
    };
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const startLimit = () => {
      timer ??= setTimeout(() => {
        timedOut = true;
        endGroup("SIGKILL");
      }, options.limit?.ms);
    };
    if (options.limit && !options.limit.from) startLimit();
    const onInt = () => stop("SIGINT");
    const onTerm = () => stop("SIGTERM");
    process.on("SIGINT", onInt).on("SIGTERM", onTerm).on("SIGHUP", onTerm);
    const settle = () => {
      clearTimeout(timer);
      process.off("SIGINT", onInt).off("SIGTERM", onTerm).off("SIGHUP", onTerm);
      if (fd >= 0) closeSync(fd);
    };
    /** @type {Buffer[]} */
    const chunks = [];
    const take = (/** @type {Buffer} */ chunk) => {
      chunks.push(chunk);
      try {
        if (fd >= 0) writeSync(fd, chunk);
      } catch {
        // A full disk must not hide the message that says so: it is also kept in memory.
      }
      const lines = (tail + chunk.toString("utf8")).split("\n");
      tail = lines.pop() ?? "";
      for (const line of lines) {
        options.onLine?.(line);
        if (options.limit?.from?.test(line)) startLimit();
      }
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", (error) => {
      settle();
      reject(error);
    });
    child.once("close", (code) => {
      settle();
      resolve({
        code: timedOut ? null : code,
        timedOut,
        output: Buffer.concat(chunks).toString("utf8"),
        log,
      });
    });
  });
}

/** @param {string} path @returns {string | undefined} the file's text, or nothing when there is none */
export function textOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
