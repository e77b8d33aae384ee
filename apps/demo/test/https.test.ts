import { createHash, X509Certificate } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { connect, rootCertificates } from "node:tls";
import type { TalkReply } from "@dalaba/api";
import { TALK_SUBPROTOCOL } from "@dalaba/api";
import { trustingFetch } from "@dalaba/api/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { startTown, type Town, until } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** A town that listens on every address: HTTPS and wss by its own authority, from the first trust to a spoken word. */

const SPEAKERS = 2;
const PASSWORD = "correct horse battery staple";
/** Nothing of the environment but what a person would have saved. */
const BARE = { DALABA_TOKEN: "", DALABA_URL: "" };

describe("DALABA_HOST=0.0.0.0", () => {
  let town: Town;
  let ca: string;
  let fingerprint: string;
  let tone: string;
  let long: string;

  beforeAll(async () => {
    const env = { DALABA_HOST: "0.0.0.0", DALABA_ADMIN_PASSWORD: PASSWORD };
    town = await startTown({ speakers: SPEAKERS, env });
    ca = await readFile(town.ports.caFile ?? "", "utf8");
    fingerprint = new X509Certificate(ca).fingerprint256;
    tone = writeTone(join(town.folder, "tone.wav"), 1);
    long = writeTone(join(town.folder, "long.wav"), 30);
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);

  /** The certificate shown at a port to who trusts the authority; throws where the chain or the name is not good. */
  const shownAt = (port: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host: "127.0.0.1", port, ca }, () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
        socket.destroy();
      });
      socket.once("error", reject);
    });

  test("says at its start where to trust it, with the fingerprint, and that MQTT is plain", () => {
    const said = town.log();
    expect(said).toContain(`ready at ${town.ports.url}`);
    expect(said).toContain(`${town.ports.url.replace("https:", "http:")}/trust`);
    expect(said).toContain(`its SHA-256 is ${fingerprint}`);
    expect(said).toContain("speakers' MQTT is not encrypted yet");
    expect(town.credentials[0]).toMatchObject({ httpUrl: town.url, caPem: ca });
  });

  test("a command that does not trust it is told the fingerprint and the next command", async () => {
    const { code, json } = await town.cli(["login", "--user", "admin", "--password-stdin", "--json"], {
      ...{ env: { DALABA_TOKEN: "" }, input: Buffer.from(PASSWORD) },
    });
    expect(json.error).toMatchObject({ code: "certificate-not-trusted", params: { fingerprint } });
    expect(json.error.next).toContain(`dalaba trust --url ${town.url} --fingerprint ${fingerprint}`);
    expect(code).toBe(7);
  });

  test("nothing is trusted unasked, or by another fingerprint", async () => {
    const trust = (...more: string[]) =>
      town.cli(["trust", "--url", town.url, "--json", ...more], { env: BARE });
    expect((await trust()).json.error).toMatchObject({ code: "usage", params: { fingerprint } });
    const wrong = createHash("sha256").update("another").digest("hex");
    const refused = await trust("--fingerprint", wrong);
    expect([refused.code, refused.json.error.code]).toEqual([7, "certificate-not-trusted"]);
    expect((await trust("--fingerprint", "abc")).json.error.code).toBe("usage");
    expect((await town.cli(["ls", "--json"])).json.error.code).toBe("certificate-not-trusted");
  });

  test("once trusted, every later command reaches it, and a talk over wss is heard", async () => {
    const lower = fingerprint.replaceAll(":", "").toLowerCase();
    const trusted = await town.cli(["trust", "--url", `${town.url}/`, "--fingerprint", lower, "--json"], {
      env: BARE,
    });
    expect(trusted.json).toMatchObject({ url: town.url, fingerprint });
    const login = ["login", "--user", "admin", "--password-stdin", "--json"];
    const signedIn = await town.cli(login, { env: BARE, input: Buffer.from(PASSWORD) });
    expect([signedIn.code, signedIn.json.url]).toEqual([0, town.url]);
    const talk = await town.cli(["talk", "--to", "all", "--file", tone, "--json"], { env: BARE });
    expect(talk.json, talk.stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
    expect(talk.code).toBe(0);
    await town.cli(["logout"], { env: BARE });
    const after = await town.cli(["whoami", "--json"], { env: BARE });
    expect(after.json.error.code).toBe("not-signed-in");
  });

  test("a file of the authority serves in the place of trust", async () => {
    const env = { XDG_CONFIG_HOME: join(town.folder, "nobody") };
    const file = town.ports.caFile ?? "";
    expect((await town.cli(["ls", "--json"], { env: { ...env, DALABA_CA: file } })).code).toBe(0);
    expect((await town.cli(["ls", "--ca", file, "--json"], { env })).code).toBe(0);
    // The same machine by an address that its certificate does not bear.
    const other = ["ls", "--ca", file, "--json", "--url", town.url.replace("127.0.0.1", "127.0.0.2")];
    expect((await town.cli(other, { env })).json.error).toMatchObject({
      ...{ code: "certificate-not-trusted", params: { names: expect.arrayContaining(["127.0.0.1"]) } },
      next: expect.stringContaining("DALABA_TLS_NAMES"),
    });
    const plain = ["ls", "--json", "--url", town.url.replace("https:", "http:")];
    expect((await town.cli(plain, { env })).json.error).toMatchObject({ code: "https-only" });
  });

  test("a call over it can be given up, streams, and trusts nobody else", async () => {
    const send = trustingFetch(ca);
    const headers = { authorization: `Bearer ${town.token}`, accept: "text/event-stream" };
    const events = `${town.url}/api/v1/events`;
    const late = send(events, { headers, signal: AbortSignal.timeout(0) });
    await expect(late).rejects.toMatchObject({ name: "TimeoutError" });
    const following = new AbortController();
    const { body, headers: said } = await send(events, { headers, signal: following.signal });
    expect(said.get("content-type")).toContain("text/event-stream");
    const read = async (): Promise<void> => {
      for await (const _ of body ?? []) following.abort(new Error("enough"));
    };
    await expect(read()).rejects.toThrow("enough");
    // Any other authority will do: here one of the public ones that Node brings.
    await expect(trustingFetch(rootCertificates[0] ?? "")(`${town.url}/healthz`)).rejects.toMatchObject({
      cause: { code: "SELF_SIGNED_CERT_IN_CHAIN" },
    });
    const bodyless = await send(`${town.url}/api/v1/session`, { method: "DELETE", headers });
    expect([bodyless.status, await bodyless.text()]).toEqual([204, ""]);
  });

  test("a ticket names wss, and lets in a page of ours over HTTPS and no other", async () => {
    const opened = async (origin: string): Promise<string> => {
      const { url } = await town.api<TalkReply>("POST", "/talks", { kind: "talk", to: ["all"] });
      expect(url).toMatch(`wss://127.0.0.1:${town.ports.air}/`);
      const socket = new WebSocket(url, TALK_SUBPROTOCOL, { ca, origin });
      const outcome = await new Promise<string>((resolve) => {
        socket.once("error", (error) => resolve(error.message));
        socket.once("open", () => setTimeout(() => resolve("open"), 300));
        socket.once("message", (data) => resolve(JSON.parse(String(data)).code));
      });
      socket.terminate();
      return outcome;
    };
    expect(await opened(town.url)).toBe("open");
    expect(await opened(town.url.replace("https:", "http:"))).toBe("uplink-origin");
    expect(await opened("https://elsewhere.example")).toBe("uplink-origin");
  });

  test("a new certificate is taken up by both while a talk goes on", async () => {
    const before = await shownAt(town.ports.air);
    expect(await shownAt(town.ports.http)).toBe(before);
    const { done } = town.startCli(["play", long, "--to", "all", "--ca", town.ports.caFile ?? "", "--json"]);
    await until(
      "it is on air",
      async () => (await town.api<{ items: unknown[] }>("GET", "/onair")).items.length > 0,
    );
    await rm(join(town.folder, "tls", "server.pem"));
    process.kill(await town.pidOf("controller"), "SIGKILL");
    const renewed = await until("another certificate", async () => {
      const shown = await shownAt(town.ports.http);
      return shown !== before && shown;
    });
    await until("air has it too", async () => (await shownAt(town.ports.air)) === renewed);
    expect((await town.api<{ items: unknown[] }>("GET", "/onair")).items).toHaveLength(1);
    const { code, json, stderr } = await done;
    expect(json, stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
    expect(code).toBe(0);
  }, 90_000);
});
