import { spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSettings, type Settings } from "../settings";
import { prepareDataFolder } from "./data-folder";
import { checkPorts } from "./free-ports";
import { takeLock } from "./lock-file";
import { processStart } from "./process-start";
import { readArguments } from "./program-arguments";
import { crashesAfter, restartDelay } from "./restart-delay";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-supervisor-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function settingsWith(env: Record<string, string>): Settings {
  const any = { DALABA_HTTP_PORT: "0", DALABA_AIR_PORT: "0", DALABA_MQTT_PORT: "0", DALABA_CLOCK_PORT: "0" };
  const read = readSettings({ env: { ...any, ...env }, root: folder });
  if (!read.ok) throw new Error(read.detail);
  return read.value;
}

describe("what is checked before anything starts", () => {
  it("names every taken port with the setting to change", async () => {
    const tcp = await new Promise<Server>((resolve) => {
      const server = createServer().listen(0, "127.0.0.1", () => resolve(server));
    });
    const udp = createSocket("udp4");
    await new Promise<void>((resolve) => udp.bind(0, "127.0.0.1", () => resolve()));
    const tcpPort = (tcp.address() as AddressInfo).port;
    const settings = settingsWith({
      DALABA_MQTT_PORT: String(tcpPort),
      DALABA_CLOCK_PORT: String(udp.address().port),
    });
    const taken = await checkPorts(settings);
    expect(taken).toMatchObject({ ok: false, code: "port-taken" });
    if (!taken.ok) {
      expect(taken.detail).toContain(`TCP port ${tcpPort} (DALABA_MQTT_PORT)`);
      expect(taken.detail).toContain(`UDP port ${udp.address().port} (DALABA_CLOCK_PORT)`);
    }
    // With an external broker nobody listens on that port.
    const external = { ...settings, mqttUrl: "mqtt://broker.example", clockPort: 0 };
    expect(await checkPorts(external)).toEqual({ ok: true, value: null });
    tcp.close();
    udp.close();
    expect(
      await checkPorts(settingsWith({ DALABA_HOST: "192.0.2.1", DALABA_HTTP_PORT: "8080" })),
    ).toMatchObject({ code: "address-unusable", params: { setting: "DALABA_HOST" } });
  });

  it("makes the data folder, and says when it cannot be one", () => {
    const data = join(folder, "deep", "data");
    expect(prepareDataFolder(data)).toEqual({ ok: true, value: null });
    expect(existsSync(join(data, "run"))).toBe(true);
    writeFileSync(join(folder, "file"), "");
    expect(prepareDataFolder(join(folder, "file"))).toMatchObject({
      code: "folder-unwritable",
      detail: expect.stringMatching(/^DALABA_DATA: .*cannot be written/),
    });
    expect(prepareDataFolder("/proc/nowhere")).toMatchObject({ code: "folder-unwritable" });
  });

  it("lets one controller into a data folder, and takes over from a dead one", async () => {
    const file = join(folder, "lock.json");
    const other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    await new Promise((resolve) => other.once("spawn", resolve));
    const pid = other.pid ?? 0;
    writeFileSync(file, JSON.stringify({ pid, start: processStart(pid) }));
    expect(takeLock(file)).toMatchObject({ code: "store-locked", params: { pid } });
    // The same number, another process: the machine was restarted in between.
    writeFileSync(file, JSON.stringify({ pid, start: "1" }));
    const taken = takeLock(file);
    expect(taken.ok).toBe(processStart(pid) !== null);
    const gone = new Promise((resolve) => other.once("exit", resolve));
    other.kill("SIGKILL");
    await gone;
    writeFileSync(file, JSON.stringify({ pid, start: processStart(pid) }));
    const lock = takeLock(file);
    if (!lock.ok) throw new Error(lock.detail);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ pid: process.pid });
    lock.value.release();
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, "half a li");
    expect(takeLock(file).ok).toBe(true);
  });
});

describe("starting again", () => {
  it("waits from 100 ms up to 5 s, and forgets crashes after a minute's life", () => {
    expect([0, 1, 2, 3, 6, 60].map(restartDelay)).toEqual([100, 200, 400, 800, 5_000, 5_000]);
    expect(crashesAfter(3, 59_999)).toBe(4);
    expect(crashesAfter(3, 60_000)).toBe(0);
  });
});

describe("the command line", () => {
  it("knows its few options and refuses the rest", () => {
    expect(readArguments([])).toMatchObject({ value: { type: "run", parent: null } });
    expect(readArguments(["--parent", "demo"])).toMatchObject({ value: { type: "run", parent: "demo" } });
    expect(readArguments(["--sign-in-link"])).toMatchObject({ value: { operator: null } });
    expect(readArguments(["--sign-in-link", "林"])).toMatchObject({ value: { operator: "林" } });
    expect(readArguments(["--help"])).toMatchObject({ value: { type: "help" } });
    expect(readArguments(["--daemon"])).toMatchObject({ ok: false, code: "usage" });
    expect(readArguments(["--version", "x", "y"])).toMatchObject({ ok: false, code: "usage" });
  });
});
