import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { repositoryRoot } from "./processes/repository-root";
import type { Report } from "./report/print";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundle as a user would, in a shell where a town with settings of its own is running. */
function bench(...args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [join(repositoryRoot(), "apps/bench/dist/main.mjs"), ...args], {
    env: {
      ...process.env,
      DALABA_MQTT_PORT: "nonsense",
      DALABA_DATA: "/nowhere",
      DALABA_MQTT_URL: "mqtt://x",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => {
    stdout += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
  });
  return new Promise((done) => child.once("close", (code) => done({ code, stdout, stderr })));
}

describe("bench", () => {
  test("fanout prints one JSON document of well-formed rows and what the machine did", async () => {
    const { code, stdout, stderr } = await bench("fanout", "--quick", "--runs", "1", "--json");
    expect(stderr).toContain("run 1 of 1");
    expect(code).toBe(0);
    const { machine, rows } = JSON.parse(stdout) as Report;
    expect(machine.cores).toBeGreaterThan(0);
    for (const figure of [machine.stealPercent, machine.idleLoopP50Ms, machine.idleLoopP99Ms])
      expect(figure).toBeGreaterThanOrEqual(0);
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["P1.270.mosquitto", "P1.270.aedes", "P1.tls"]));
    expect(new Set(ids).size).toBe(ids.length);
    for (const row of rows) {
      expect(row).toMatchObject({
        case: expect.any(String),
        what: expect.any(String),
        unit: expect.any(String),
      });
      expect([true, false, null]).toContain(row.met);
      if (row.met === null) expect(row.why).not.toBe("");
      else expect(row.target).not.toBeNull();
    }
    const aedes = rows.find(({ id }) => id === "P1.270.aedes");
    expect(aedes?.value).toBeGreaterThan(0);
    expect(aedes?.peerValue).toBeGreaterThan(0);
  }, 180_000);

  test("says how it is used, and exits 2 when it is used otherwise", async () => {
    const help = await bench("--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const verb of ["all", "fanout", "talk", "browser", "sound", "growth", "opus", "overlap"])
      expect(help.stdout).toContain(`\n  ${verb} `);
    const wrong = await bench("speed");
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain(
      "say all, fanout, talk, browser, sound, busy, events, growth, opus, overlap",
    );
  });
});
