import { createHash, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { API_PREFIX } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { airSocketPath } from "../air/socket-path";
import { FakeAir } from "../air-link/fake-air.test-support";
import { silentLog } from "../log";
import { readSettings } from "../settings";
import { type RunningController, startController } from "../start-controller";
import { handshake, httpsGet, ownCertificate } from "../tls/tls.test-support";

const PASSWORD = "correct horse battery";
const BOOT = "boot-token-for-tests-0123456789abcdef";

let folder: string;
let running: RunningController[];
let air: FakeAir;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-https-"));
  running = [];
  air = new FakeAir(airSocketPath(folder));
  await air.start();
});
afterEach(async () => {
  for (const controller of running) await controller.stop();
  await air.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Listens on every address, and is only ever asked over 127.0.0.1. */
async function start(env: Record<string, string> = {}) {
  const ports = { DALABA_HTTP_PORT: "0", DALABA_AIR_PORT: "0", DALABA_MQTT_PORT: "0" };
  const base = { DALABA_DATA: folder, DALABA_HOST: "0.0.0.0", DALABA_BOOT_TOKEN: BOOT };
  const settings = readSettings({
    env: { ...base, ...ports, DALABA_ADMIN_PASSWORD: PASSWORD, ...env },
    root: folder,
  });
  if (!settings.ok) throw new Error(settings.detail);
  const onReady = vi.fn();
  const started = await startController({
    settings: settings.value,
    log: silentLog,
    checkReplies: true,
    onReady,
  });
  if (!started.ok) throw new Error(started.detail);
  running.push(started.value);
  await vi.waitFor(() => expect(onReady).toHaveBeenCalled(), 5_000);
  const port = started.value.httpPort;
  const plain = `http://127.0.0.1:${port}`;
  const pem = await (await fetch(`${plain}/trust/dalaba-ca.pem`)).text();
  return {
    ...started.value,
    port,
    plain,
    secure: `https://127.0.0.1:${port}`,
    pem,
    web: onReady.mock.lastCall?.[2],
  };
}

/** What comes back on a bare connection within half a second, the parts sent one by one. */
function raw(port: number, ...parts: (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve) => {
    let text = "";
    const socket = connect(port, "127.0.0.1", async () => {
      for (const part of parts) {
        socket.write(part);
        await new Promise((done) => setTimeout(done, 20));
      }
      setTimeout(() => socket.destroy(), 500);
    });
    socket.setNoDelay();
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(text));
  });
}

describe("DALABA_HOST beyond this machine", () => {
  it("turns HTTPS on, with a certificate that a device which trusts the authority takes", async () => {
    const { port, secure, pem, url, web } = await start();
    expect(url).toMatch(/^https:\/\//);
    expect((await httpsGet(`${secure}/healthz`, pem)).status).toBe(200);
    expect((await httpsGet(`https://localhost:${port}/readyz`, pem)).status).toBe(200);
    expect(await handshake(port, {})).toBe("SELF_SIGNED_CERT_IN_CHAIN");
    expect(await handshake(port, { ca: pem, servername: "bank.example" })).toBe(
      "ERR_TLS_CERT_ALTNAME_INVALID",
    );
    expect(web).toEqual({
      url,
      authority: {
        file: join(folder, "tls", "dalaba-ca.pem"),
        fingerprint: new X509Certificate(pem).fingerprint256,
      },
    });
  });

  it("names https and wss in status and links, and keeps the cookie off plain HTTP", async () => {
    const { secure, pem } = await start();
    const headers = { authorization: `Bearer ${BOOT}`, "content-type": "application/json" };
    const status = JSON.parse((await httpsGet(`${secure}${API_PREFIX}/status`, pem, { headers })).text);
    expect(status.urls).toMatchObject({
      http: expect.stringMatching(/^https:/),
      talk: expect.stringMatching(/^wss:/),
    });
    const signedIn = await httpsGet(`${secure}${API_PREFIX}/session`, pem, {
      ...{ method: "POST", headers: { "content-type": "application/json" } },
      body: JSON.stringify({ user: "admin", password: PASSWORD }),
    });
    expect(signedIn.headers["set-cookie"]?.[0]).toMatch(/; Secure/);
    const made = await httpsGet(`${secure}${API_PREFIX}/operators`, pem, {
      ...{ method: "POST", headers },
      body: JSON.stringify({ name: "li", displayName: "李" }),
    });
    expect(JSON.parse(made.text).link.signInLink).toMatch(/^https:/);
    // No header over HTTPS tells a browser to forget plain HTTP: /trust must stay reachable there.
    expect(signedIn.headers["strict-transport-security"]).toBeUndefined();
  });

  it("gives speakers https and the authority", async () => {
    const { secure, pem } = await start();
    const headers = { authorization: `Bearer ${BOOT}`, "content-type": "application/json" };
    const town = {
      ...{ version: 1, coordinates: "wgs84", rooms: [], zones: [], cameras: [] },
      sites: [{ id: "town", name: "镇", timeZone: "Asia/Shanghai" }],
      speakers: [{ id: "s1", name: "一", site: "town", at: [25.1, 102.7] }],
    };
    const applied = await httpsGet(`${secure}${API_PREFIX}/town/apply`, pem, {
      ...{ method: "POST", headers: { ...headers, "content-type": "text/yaml" } },
      body: JSON.stringify(town),
    });
    expect(applied.status, applied.text).toBe(200);
    const answer = await httpsGet(`${secure}${API_PREFIX}/speakers/credentials`, pem, {
      ...{ method: "POST", headers, body: JSON.stringify({ to: ["all"] }) },
    });
    expect(JSON.parse(answer.text).credentials).toMatchObject([
      { httpUrl: secure, caPem: pem, mqttUrl: expect.stringMatching(/^mqtt:\/\/127\.0\.0\.1:/) },
    ]);
  });
});

describe("plain HTTP on the HTTPS port", () => {
  it("is shown the way to HTTPS, whatever page it asked for", async () => {
    const { plain, secure } = await start();
    for (const path of ["/", "/sign-in?link=abc", "/readyz", "/trusted"]) {
      const answer = await fetch(`${plain}${path}`, { redirect: "manual" });
      expect([answer.status, answer.headers.get("location")]).toEqual([307, `${secure}${path}`]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
  });

  it("acts on nothing, and says where to ask instead", async () => {
    const { plain, secure, store } = await start();
    const body = JSON.stringify({ user: "admin", password: PASSWORD });
    const headers = { "content-type": "application/json", authorization: `Bearer ${BOOT}` };
    for (const path of [`${API_PREFIX}/session`, "/sign-in", "/trust"]) {
      const answer = await fetch(`${plain}${path}`, { method: "POST", headers, body });
      expect(await answer.json()).toMatchObject({ status: 403, code: "https-only", params: { url: secure } });
    }
    const status = await fetch(`${plain}${API_PREFIX}/status`, { headers });
    expect(await status.json()).toMatchObject({ code: "https-only" });
    expect(store.audit.list({ after: null, limit: 10 }).items.filter(({ act }) => act === "sign-in")).toEqual(
      [],
    );
  });

  it("is answered however slowly its first bytes come, and TLS too", async () => {
    const { port } = await start();
    expect(await raw(port, "G", "ET /trust HT", "TP/1.1\r\nhost: pa\r\n\r\n")).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(await raw(port, "GET / HTTP/1.1\r\nhost: pa.lan\r\n\r\n")).toContain(
      "location: https://pa.lan:80/",
    );
    expect(await raw(port, "nonsense\r\n\r\n")).toMatch(/^HTTP\/1\.1 400/);
    // A handshake that never goes on, byte by byte, is no page.
    expect(await raw(port, Uint8Array.of(0x16), Uint8Array.of(3, 1, 0, 1, 99))).not.toContain("HTTP");
  });

  it("is not waited for when the controller stops", async () => {
    const controller = await start();
    const socket = connect(controller.port, "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    const began = performance.now();
    await controller.stop();
    running.length = 0;
    await closed;
    expect(performance.now() - began).toBeLessThan(3_000);
  });
});

describe("/trust", () => {
  it("gives the authority over plain HTTP as over HTTPS, with the fingerprint to compare", async () => {
    const { plain, secure, pem } = await start();
    const certificate = new X509Certificate(pem);
    const crt = await fetch(`${plain}/trust/dalaba-ca.crt`);
    expect(crt.headers.get("content-type")).toBe("application/x-x509-ca-cert");
    const der = new Uint8Array(await crt.arrayBuffer());
    expect(der).toEqual(new Uint8Array(certificate.raw));
    const page = await fetch(`${plain}/trust`, {
      headers: { cookie: "dalaba-session=x", authorization: "Bearer x" },
    });
    const text = await page.text();
    const digest = createHash("sha256").update(der).digest("hex").toUpperCase();
    expect(text.replace(/[\s:]/g, "")).toContain(digest);
    for (const device of [
      "Windows",
      "macOS",
      "Android",
      "iPhone",
      "Linux",
      "Firefox",
      "Chrome",
      "dalaba trust",
    ])
      expect(text).toContain(device);
    expect(text.indexOf("zh-CN")).toBeLessThan(text.indexOf('lang="en"'));
    expect(text).not.toMatch(/<script/);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect((await fetch(`${plain}/style.css`)).status).toBe(200);
    expect((await httpsGet(`${secure}/trust`, pem)).text).toBe(text);
  });

  it("says that there is nothing to trust where the certificate is the site's own, or HTTPS is off", async () => {
    const own = ownCertificate(folder, ["localhost"]);
    const theirs = await start({ DALABA_TLS_CERT: own.files.cert, DALABA_TLS_KEY: own.files.key });
    expect(theirs.url).toBe(`https://localhost:${theirs.port}`);
    expect(await handshake(theirs.port, { ca: own.ca, servername: "localhost" })).toBe(
      own.leaf.fingerprint256,
    );
    expect(await (await fetch(`${theirs.plain}/trust`)).text()).toContain("nothing to install");
    expect((await fetch(`${theirs.plain}/trust/dalaba-ca.crt`)).status).toBe(404);
    await theirs.stop();
    running.length = 0;
    const off = await start({ DALABA_TLS: "off" });
    expect(off.url).toMatch(/^http:/);
    expect(await (await fetch(`${off.plain}/trust`)).text()).toContain("DALABA_TLS=on");
  });
});
