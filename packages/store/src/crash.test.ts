import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CLIENTS, mustOpen, temporaryFolder } from "./testing.test-support";

const here = import.meta.dirname;
/** Inside the package, so that the bundle finds the SQLite clients; ignored by git. */
const writer = join(here, `../.stamp/crash-writer-${process.pid}.mjs`);

beforeAll(() =>
  build({
    entryPoints: [join(here, "crash-writer.test-support.ts")],
    outfile: writer,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["better-sqlite3", "libsql"],
    logLevel: "silent",
  }),
);

afterAll(() => rmSync(writer, { force: true }));

describe.each(CLIENTS)("a process that is killed while it writes (%s)", (client) => {
  it("leaves every committed act with its audit row, and no half act", async () => {
    const file = join(temporaryFolder(), "dalaba.db");
    for (const killAt of [1, 7, 40, 93]) {
      const said = await runUntil(file, client, killAt);
      const store = await mustOpen(client, file);
      const n = store.settings.get<number>("n") ?? 0;
      expect(n).toBeGreaterThanOrEqual(said);
      expect(store.audit.list({ limit: 1 }).items[0]).toMatchObject({ seq: n, detail: { n } });
      expect(store.events.lastId()).toBe(n);
      expect(store.audit.verify()).toBeNull();
      store.close();
    }
  });
});

/** Lets the writer say that many numbers, kills it in the middle of whatever it does, and answers the last one said. */
function runUntil(file: string, client: string, lines: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, file, client], { stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    let trouble = "";
    child.stderr.on("data", (chunk) => (trouble += chunk));
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.split("\n").length > lines) child.kill("SIGKILL");
    });
    child.on("close", (_code, signal) => {
      const said = text.slice(0, text.lastIndexOf("\n")).split("\n");
      if (signal === "SIGKILL") resolve(Number(said.at(-1)));
      else reject(new Error(`the writer ended by itself: ${trouble}`));
    });
  });
}
