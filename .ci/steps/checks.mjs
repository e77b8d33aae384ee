import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { say } from "./progress.mjs";

/**
 * Runs a tool of node_modules with this Node, its output shown.
 * @param {string} file its script, from the root @param {string[]} args @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code; 128 and more when a signal ended it
 */
export function tool(file, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(root, file), ...args], { cwd: root, env, stdio: "inherit" });
    // Ctrl-C reaches the whole group: this process stays until the tool has ended.
    const stay = () => {};
    const pass = () => child.kill("SIGTERM");
    process.on("SIGINT", stay).on("SIGTERM", pass);
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", stay).off("SIGTERM", pass);
      resolve(code ?? (signal === "SIGINT" ? 130 : 143));
    });
  });
}

/** Format and lint. @param {string[]} args forwarded to Biome, as `--write` @returns {Promise<number>} */
export async function lint(args) {
  const biome = await tool("node_modules/@biomejs/biome/bin/biome", [
    "check",
    "--error-on-warnings",
    ...args,
  ]);
  const { houseFaults } = await import("../lint/house.mjs");
  const faults = houseFaults();
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  const failed = biome !== 0 || faults.length > 0;
  say(failed ? "lint failed. Much of it cures itself: npm run lint -- --write" : "lint passed");
  return failed ? 1 : 0;
}

/** Types of every package. @param {string[]} args forwarded to tsc @returns {Promise<number>} */
export async function types(args) {
  const code = await tool("node_modules/typescript/bin/tsc", ["-b", ...args]);
  say(code === 0 ? "types passed" : "types failed");
  return code;
}
