import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API_PREFIX } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { airSocketPath } from "./air/socket-path";
import { FakeAir } from "./air-link/fake-air.test-support";
import { silentLog } from "./log";
import { readSettings } from "./settings";
import { type RunningController, type StartController, startController } from "./start-controller";

const PASSWORD = "correct horse battery";
const BOOT = "boot-token-for-tests-0123456789abcdef";

let folder: string;
let running: RunningController[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-controller-"));
  running = [];
});
afterEach(async () => {
  for (const controller of running.splice(0)) await controller.stop();
  rmSync(folder, { recursive: true, force: true });
});

function tryStart(env: Record<string, string> = {}, more: Partial<StartController> = {}) {
  const settings = readSettings({
    env: { DALABA_DATA: folder, DALABA_HTTP_PORT: "0", DALABA_AIR_PORT: "0", DALABA_MQTT_PORT: "0", ...env },
    root: folder,
  });
  if (!settings.ok) throw new Error(settings.detail);
  return startController({ settings: settings.value, log: silentLog, checkReplies: true, ...more });
}

async function start(env: Record<string, string> = {}, more: Partial<StartController> = {}) {
  const started = await tryStart(env, more);
  if (!started.ok) throw new Error(started.detail);
  running.push(started.value);
  return started.value;
}

async function stop(controller: RunningController): Promise<void> {
  running.splice(running.indexOf(controller), 1);
  await controller.stop();
}

async function signIn({ url }: RunningController, password: string): Promise<Response> {
  return fetch(`${url}${API_PREFIX}/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user: "admin", password }),
  });
}

describe("the controller from its parts", () => {
  it("answers before air is there, and says that it is not ready", async () => {
    const { url } = await start({ DALABA_BOOT_TOKEN: BOOT });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ ready: false, problems: [{ code: "air-starting" }] });
    const headers = { authorization: `Bearer ${BOOT}`, "content-type": "application/json" };
    const body = JSON.stringify({ all: true });
    const stopped = await fetch(`${url}${API_PREFIX}/broadcasts/stop`, { method: "POST", headers, body });
    expect(await stopped.json()).toMatchObject({ status: 503, code: "air-unreachable" });
  });

  it("is ready once air listens, and not while it is away", async () => {
    const air = new FakeAir(airSocketPath(folder));
    await air.start();
    const onReady = vi.fn();
    const { url, httpPort, signInLink } = await start({}, { onReady });
    await vi.waitFor(async () => expect((await fetch(`${url}/readyz`)).status).toBe(200));
    expect(onReady).toHaveBeenCalledWith(expect.objectContaining({ http: httpPort }), signInLink, {
      ...{ url, authority: null },
    });
    await air.stop();
    await vi.waitFor(async () => {
      expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({
        problems: [{ code: "air-unreachable" }],
      });
    });
  });

  it("makes the first administrator once, with the password given then", async () => {
    const first = await start({ DALABA_ADMIN_PASSWORD: PASSWORD });
    expect(first.signInLink).toBeNull();
    expect((await signIn(first, PASSWORD)).status).toBe(200);
    await stop(first);
    const second = await start({ DALABA_ADMIN_PASSWORD: "quite another one" });
    expect((await signIn(second, "quite another one")).status).toBe(401);
    expect((await signIn(second, PASSWORD)).status).toBe(200);
    expect(second.store.operators.count()).toBe(1);
  });

  it("keeps sessions, tries and the audit's chain across a restart", async () => {
    const first = await start({ DALABA_ADMIN_PASSWORD: PASSWORD });
    const signedIn = await signIn(first, PASSWORD);
    const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
    for (let i = 0; i < 5; i++) await signIn(first, "guess number 1");
    await stop(first);
    const second = await start();
    const me = await fetch(`${second.url}${API_PREFIX}/session`, { headers: { cookie } });
    expect(await me.json()).toMatchObject({
      operator: { name: "admin" },
      grants: [{ role: "admin", site: "*", permissions: ["emergency"] }],
    });
    expect((await signIn(second, PASSWORD)).status).toBe(429);
    expect(second.store.audit.verify()).toBeNull();
  });

  it("refuses with a code, and leaves nothing open", async () => {
    const first = await start();
    const taken = await tryStart({
      DALABA_HTTP_PORT: String(first.httpPort),
      DALABA_DATA: join(folder, "two"),
    });
    expect(taken).toMatchObject({ ok: false, code: "port-taken" });
    writeFileSync(join(folder, "file"), "");
    expect(await tryStart({ DALABA_DATA: join(folder, "file", "data") })).toMatchObject({
      ok: false,
      code: "folder-unwritable",
    });
    const port = first.httpPort;
    await stop(first);
    // Whoever was refused holds neither the port nor the store of the other folder.
    await start({ DALABA_HTTP_PORT: String(port), DALABA_DATA: join(folder, "two") });
  });
});
