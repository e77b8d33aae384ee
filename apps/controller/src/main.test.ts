import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { repositoryRoot } from "./settings";

const MAIN = join(repositoryRoot(), "apps/controller/dist/main.mjs");
const BOOT_TOKEN = "boot-token-for-tests-0123456789abcdef";

let data: string;
let started: ChildProcess[];
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), "dalaba-main-"));
  started = [];
});
afterEach(async () => {
  for (const child of started) await ended(child, "SIGTERM");
  rmSync(data, { recursive: true, force: true });
});

interface Ports {
  readonly http: number;
  readonly mqtt: number;
  readonly pid: number;
  readonly airPid: number;
  readonly controllerPid: number;
  readonly url: string;
}

interface Run {
  readonly child: ChildProcess;
  out: string;
  err: string;
}

function start(args: readonly string[] = [], env: Record<string, string> = {}): Run {
  const any = { DALABA_HTTP_PORT: "0", DALABA_AIR_PORT: "0", DALABA_MQTT_PORT: "0", DALABA_CLOCK_PORT: "0" };
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...process.env, ...any, DALABA_DATA: data, DALABA_LOG: "warn", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  const run: Run = { child, out: "", err: "" };
  child.stdout?.on("data", (chunk: Buffer) => {
    run.out += chunk;
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    run.err += chunk;
  });
  return run;
}

/** The exit code; sends the signal first when it still runs. */
function ended(child: ChildProcess, signal?: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("exit", (code) => resolve(code));
    if (signal) child.kill(signal);
  });
}

async function until<T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 600; tries++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what} did not come`);
}

function ports(): Ports | undefined {
  try {
    return JSON.parse(readFileSync(join(data, "run", "ports.json"), "utf8")) as Ports;
  } catch {
    return undefined;
  }
}

async function isReady(url: string): Promise<true | undefined> {
  const answer = await fetch(`${url}/readyz`).catch(() => undefined);
  return answer?.ok ? true : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the controller as a program", () => {
  it("starts, prints where and how to sign in, and ends without leaving a process or a ports file", async () => {
    const run = start();
    const { url, airPid, controllerPid, pid } = await until("ports.json", ports);
    expect(pid).toBe(run.child.pid);
    const link = await until("the link", () => /first start: .* at (\S+)/.exec(run.out)?.[1]);
    expect(link.startsWith(`${url}/sign-in?link=`)).toBe(true);
    await until("readiness", () => isReady(url));
    expect((await fetch(link)).status).toBe(200);
    const body = JSON.stringify({ link: new URL(link).searchParams.get("link"), token: true });
    const headers = { "content-type": "application/json" };
    const signedIn = await fetch(`${url}/api/v1/session`, { method: "POST", headers, body });
    const { token } = (await signedIn.json()) as { token: string };
    const status = await fetch(`${url}/api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
    expect(await status.json()).toMatchObject({ ready: true, air: { pid: airPid, listening: true } });

    const again = start();
    expect(await ended(again.child)).toBe(1);
    expect(again.err).toMatch(new RegExp(`^dalaba: the data folder is in use by process ${pid}`));

    const recovery = start(["--sign-in-link"]);
    expect(await ended(recovery.child)).toBe(0);
    expect(recovery.out.trim().startsWith(`${url}/sign-in?link=`)).toBe(true);

    expect(await ended(run.child, "SIGTERM")).toBe(0);
    expect(ports()).toBeUndefined();
    expect([airPid, controllerPid].filter(isAlive)).toEqual([]);
    expect(existsSync(join(data, "run", "lock.json"))).toBe(false);
  });

  it("starts whichever process died again, at the same ports, and leaves the other alone", async () => {
    start([], { DALABA_ADMIN_PASSWORD: "correct horse battery", DALABA_BOOT_TOKEN: BOOT_TOKEN });
    const first = await until("ports.json", ports);
    process.kill(first.controllerPid, "SIGKILL");
    const second = await until("another controller", () => {
      const now = ports();
      return now && now.controllerPid !== first.controllerPid ? now : undefined;
    });
    expect(second).toMatchObject({ http: first.http, mqtt: first.mqtt, airPid: first.airPid });
    await until("readiness", () => isReady(first.url));

    process.kill(first.airPid, "SIGKILL");
    const third = await until("another air", () => {
      const now = ports();
      return now && now.airPid !== first.airPid ? now : undefined;
    });
    expect(third).toMatchObject({ http: first.http, mqtt: first.mqtt, controllerPid: second.controllerPid });
    await until("readiness", () => isReady(first.url));
  });

  it("takes its processes along when the supervisor is killed", async () => {
    const run = start();
    const { airPid, controllerPid } = await until("ports.json", ports);
    await ended(run.child, "SIGKILL");
    await until("the end of both", () => (isAlive(airPid) || isAlive(controllerPid) ? undefined : true));
    const next = start();
    await until("a start over the stale lock", () => /ready at/.exec(next.out) ?? undefined);
  });

  it("says in one line what keeps it from starting", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as AddressInfo).port));
    });
    const cases = [
      {
        env: { DALABA_HTTP_PORT: String(port) },
        says: `TCP port ${port} (DALABA_HTTP_PORT) cannot be had`,
        code: 1,
      },
      { env: { DALABA_HTTP_PORT: "http" }, says: 'DALABA_HTTP_PORT: "http" will not do', code: 2 },
      {
        env: { DALABA_DATA: "/dev/null/data" },
        says: "DALABA_DATA: /dev/null/data cannot be written",
        code: 1,
      },
    ];
    for (const { env, says, code } of cases) {
      const run = start([], env);
      expect(await ended(run.child)).toBe(code);
      const lines = run.err.trim().split("\n");
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain(`dalaba: ${says}`);
    }
    taken.close();
  });

  it("says when the data were damaged, and does not try again and again", async () => {
    const run = start();
    await until("ports.json", ports);
    await ended(run.child, "SIGTERM");
    for (const name of ["dalaba.sqlite-wal", "dalaba.sqlite-shm"]) rmSync(join(data, name), { force: true });
    writeFileSync(join(data, "dalaba.sqlite"), "this is no database, whatever its name says ".repeat(50));
    const next = start();
    expect(await ended(next.child)).toBe(1);
    expect(next.err).toMatch(/dalaba: .*dalaba\.sqlite.*Restore a backup/);
  });
});
