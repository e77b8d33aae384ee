import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { needsProgram } from "../../../../.ci/test/needs-program";
import { TestClock } from "../http/http-side.test-support";
import { silentLog } from "../log";
import { TroubleBoard } from "../trouble";
import { covers, namesOf } from "./certificate-file";
import { certificateFiles } from "./certificate-files";
import { type OpenTownTls, openTownTls } from "./open-town-tls";
import { serverNames } from "./server-names";
import { DAY_MS, handshake, MACHINE, ownCertificate } from "./tls.test-support";
import type { TownTls } from "./town-tls";

let folder: string;
let clock: TestClock;
let troubles: TroubleBoard;
let open: TownTls[];
let servers: Server[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-tls-"));
  clock = new TestClock();
  clock.ms = Date.now();
  troubles = new TroubleBoard();
  open = [];
  servers = [];
});
afterEach(() => {
  for (const tls of open) tls.stop();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

type Patch = Partial<OpenTownTls["settings"]>;

function tryOpen(patch: Patch = {}, machine = MACHINE) {
  const settings = { host: "0.0.0.0", dataFolder: folder, tls: true, tlsNames: [], tlsFiles: null, ...patch };
  const parts = { clock, troubles, log: silentLog, machine: () => machine, lookMs: 20 };
  return openTownTls({ settings, ...parts });
}

async function openTls(patch: Patch = {}, machine = MACHINE): Promise<TownTls> {
  const opened = await tryOpen(patch, machine);
  if (!opened.ok) throw new Error(opened.detail);
  if (opened.value === null) throw new Error("TLS is off");
  open.push(opened.value);
  return opened.value;
}

/** A real listener with that certificate, which takes up each new one. */
async function serve(tls: TownTls): Promise<number> {
  const server = createServer();
  servers.push(server);
  tls.follow(({ cert, key }) => server.setSecureContext({ cert, key }));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  return (server.address() as AddressInfo).port;
}

const leafOf = (path: string) => new X509Certificate(readFileSync(path));
const server = () => leafOf(join(folder, "tls/server.pem"));
const codes = () => troubles.all().map(({ code }) => code);

describe("the local authority", () => {
  it("vouches for a certificate that node:tls takes under every name of the machine, and under no other", async () => {
    const tls = await openTls({ tlsNames: ["pa.example.cn"] });
    const port = await serve(tls);
    const ca = tls.authority?.pem ?? "";
    const shown = server().fingerprint256;
    expect(await handshake(port, { ca })).toBe(shown);
    for (const name of ["localhost", "tower", "tower.local", "pa.example.cn"])
      expect(await handshake(port, { ca, servername: name, host: "127.0.0.1" }), name).toBe(shown);
    expect(await handshake(port, { ca, servername: "bank.example" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(await handshake(port, {})).toBe("SELF_SIGNED_CERT_IN_CHAIN");
    for (const host of ["192.168.7.20", "[fd00::7]", "203.0.113.5", "::1"])
      expect(covers(server(), host), host).toBe(true);
    expect(covers(server(), "192.168.7.21")).toBe(false);
  });

  it("is for ten years, its certificates for 397 days at most, and both keys for their owner alone", async () => {
    const { authority } = await openTls();
    const days = (certificate: X509Certificate) =>
      (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / DAY_MS;
    expect(days(leafOf(join(folder, "keys/authority.pem")))).toBe(3650);
    expect(days(server())).toBeLessThanOrEqual(397);
    for (const file of ["keys/authority.pem", "tls/server.pem", "tls/dalaba-ca.pem"])
      expect(statSync(join(folder, file)).mode & 0o777, file).toBe(0o600);
    expect(readFileSync(join(folder, "tls/dalaba-ca.pem"), "utf8")).toBe(authority?.pem);
    expect(authority?.name).toMatch(/^Dalaba Tower local authority [0-9A-F]{8}$/);
  });

  it("stays the same over a restart, and so does its certificate", async () => {
    const first = await openTls();
    const before = server().fingerprint256;
    const second = await openTls();
    expect(second.authority?.fingerprint).toBe(first.authority?.fingerprint);
    expect(server().fingerprint256).toBe(before);
  });

  it("is not replaced where its file is damaged, and is closed where others could read it", async () => {
    await openTls();
    chmodSync(join(folder, "keys/authority.pem"), 0o644);
    await openTls();
    expect(statSync(join(folder, "keys/authority.pem")).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, "keys/authority.pem"), "gone");
    expect(await tryOpen()).toMatchObject({ ok: false, code: "keys-damaged" });
  });

  it("that was made while the clock stood in 1970 is made anew once it is right", async () => {
    clock.ms = 5 * DAY_MS;
    const first = await openTls();
    clock.ms = Date.now();
    const second = await openTls();
    expect(second.authority?.fingerprint).not.toBe(first.authority?.fingerprint);
    expect(await handshake(await serve(second), { ca: second.authority?.pem })).toBe(server().fingerprint256);
  });

  needsProgram("openssl")("by openssl", () => {
    const verify = (ca: string, ...args: string[]): string => {
      writeFileSync(join(folder, "ca.pem"), ca);
      const command = [
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-CAfile",
        "ca.pem",
        ...args,
        "leaf.pem",
      ];
      try {
        return execFileSync("openssl", command, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
      } catch (error) {
        return (error as { stderr: string }).stderr;
      }
    };

    it("is found to the letter of RFC 5280, and its names are held", async () => {
      const { authority } = await openTls();
      const ca = authority?.pem ?? "";
      writeFileSync(join(folder, "leaf.pem"), server().toString());
      expect(verify(ca)).toBe("leaf.pem: OK");
      expect(verify(ca, "-verify_ip", "192.168.7.20", "-verify_hostname", "tower")).toBe("leaf.pem: OK");
      expect(verify(ca, "-verify_hostname", "bank.example")).toContain("hostname mismatch");
    });

    it("confines even whoever has its key", async () => {
      const { authority } = await openTls();
      const { issueServer } = await import("./issue");
      const { createPrivateKey, generateKeyPairSync } = await import("node:crypto");
      const key = createPrivateKey(readFileSync(join(folder, "keys/authority.pem")));
      const certificate = leafOf(join(folder, "keys/authority.pem"));
      const life = { notBeforeMs: clock.ms - DAY_MS, notAfterMs: clock.ms + DAY_MS };
      for (const name of ["bank.example", "198.51.100.7"]) {
        const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
        const stolen = issueServer(publicKey, [name], life, { certificate, key });
        writeFileSync(join(folder, "leaf.pem"), stolen.toString());
        expect(verify(authority?.pem ?? "")).toContain("permitted subtree violation");
      }
    });
  });
});

describe("the server's certificate", () => {
  it("is renewed in time without a restart, and whoever connects next gets it", async () => {
    const tls = await openTls();
    const port = await serve(tls);
    const first = await handshake(port, { ca: tls.authority?.pem });
    clock.ms += 300 * DAY_MS;
    await tls.look();
    expect(await handshake(port, { ca: tls.authority?.pem })).toBe(first);
    clock.ms += 50 * DAY_MS;
    await tls.look();
    const second = server().fingerprint256;
    expect(second).not.toBe(first);
    expect(codes()).toEqual([]);
    // It is valid from a day before that distant now, which the real clock has not reached.
    expect(await handshake(port, { ca: tls.authority?.pem })).toBe("CERT_NOT_YET_VALID");
  });

  it("gets an address that the machine has gained, and keeps one that it has lost", async () => {
    let machine = MACHINE;
    const settings = { host: "0.0.0.0", dataFolder: folder, tls: true, tlsNames: [], tlsFiles: null };
    const opened = await openTownTls({ settings, clock, troubles, log: silentLog, machine: () => machine });
    if (!opened.ok || opened.value === null) throw new Error("not open");
    open.push(opened.value);
    const before = server().fingerprint256;
    machine = { ...MACHINE, addresses: ["127.0.0.1"] };
    await opened.value.look();
    expect(server().fingerprint256).toBe(before);
    machine = { ...MACHINE, addresses: ["10.9.8.7"] };
    await opened.value.look();
    expect(covers(server(), "10.9.8.7")).toBe(true);
    expect(server().checkIssued(leafOf(join(folder, "keys/authority.pem")))).toBe(true);
  });

  it("lacks a name that the authority may not vouch for; that is shown, and nobody is kept from speaking", async () => {
    await openTls();
    const later = await openTls({ tlsNames: ["pa.gov.example", "pa.lan"] });
    expect(namesOf(server())).toContain("pa.lan");
    expect(namesOf(server())).not.toContain("pa.gov.example");
    expect(troubles.all()).toMatchObject([
      { code: "certificate-name-outside", grave: false, params: { names: ["pa.gov.example"] } },
    ]);
    expect(later.covers("pa.lan")).toBe(true);
    const before = server().fingerprint256;
    await openTls({ tlsNames: ["pa.gov.example", "pa.lan"] });
    expect(server().fingerprint256).toBe(before);
  });

  it("names what is listened on, and every address only where that is all of them", () => {
    const names = (host: string, tlsNames: string[] = []) => serverNames({ host, tlsNames }, MACHINE);
    expect(names("192.168.7.20", ["pa.lan"])).toEqual([
      ...["192.168.7.20", "pa.lan", "localhost", "127.0.0.1", "::1", "tower", "tower.local"],
    ]);
    expect(names("::")).toEqual(expect.arrayContaining(["192.168.7.20", "203.0.113.5", "fd00::7"]));
    const strange = serverNames(
      { host: "0.0.0.0", tlsNames: ["化龙.lan"] },
      { hostname: "my_pc", addresses: [] },
    );
    expect(strange).toEqual([`${new URL("http://化龙").hostname}.lan`, "localhost", "127.0.0.1", "::1"]);
  });
});

describe("a certificate of the site's own", () => {
  it("serves as it is given, and its name stands in our addresses", async () => {
    const own = ownCertificate(folder, ["pa.town.example"]);
    const tls = await openTls({ tlsFiles: own.files });
    expect(tls.authority).toBeNull();
    expect(tls.host).toBe("pa.town.example");
    expect(tls.hostFor("192.168.7.20:8080")).toBe("pa.town.example");
    const port = await serve(tls);
    const shown = await handshake(port, { ca: own.ca, servername: "pa.town.example" });
    expect(shown).toBe(own.leaf.fingerprint256);
    expect(() => statSync(join(folder, "keys"))).toThrow();
  });

  it("is refused with a code where it cannot be used", async () => {
    const own = ownCertificate(folder, ["pa.town.example"]);
    const other = ownCertificate(mkdtempSync(join(folder, "other-")), ["pa.town.example"]);
    const files = (cert: string, key: string) => tryOpen({ tlsFiles: { cert, key } });
    expect(await files("/nowhere.crt", own.files.key)).toMatchObject({
      ...{ code: "certificate-unreadable", detail: "/nowhere.crt: ENOENT" },
    });
    writeFileSync(join(folder, "text"), "no PEM");
    expect(await files(join(folder, "text"), own.files.key)).toMatchObject({
      code: "certificate-unreadable",
    });
    expect(await files(own.files.cert, own.files.cert)).toMatchObject({ code: "certificate-unreadable" });
    expect(await files(own.files.cert, other.files.key)).toMatchObject({ code: "certificate-key-mismatch" });
  });

  it("that ends soon or has expired is called out, and serves on", async () => {
    const own = ownCertificate(folder, ["localhost"]);
    const tls = await openTls({ tlsFiles: own.files });
    expect(codes()).toEqual([]);
    clock.ms += 80 * DAY_MS;
    await tls.look();
    expect(codes()).toEqual(["certificate-ending"]);
    clock.ms += 20 * DAY_MS;
    await tls.look();
    expect(troubles.all()).toMatchObject([{ code: "certificate-expired", grave: false }]);
    expect((await tryOpen({ tlsFiles: own.files })).ok).toBe(true);
  });

  it("is taken up when its files are replaced; one that will not do leaves the former in place", async () => {
    const own = ownCertificate(folder, ["localhost"]);
    const tls = await openTls({ tlsFiles: own.files });
    const port = await serve(tls);
    writeFileSync(own.files.cert, "half written");
    await vi.waitFor(() => expect(codes()).toEqual(["certificate-unreadable"]), 5_000);
    expect(await handshake(port, { ca: own.ca, servername: "localhost" })).toBe(own.leaf.fingerprint256);
    const next = ownCertificate(folder, ["localhost"]);
    await vi.waitFor(
      async () => {
        expect(await handshake(port, { ca: next.ca, servername: "localhost" })).toBe(
          next.leaf.fingerprint256,
        );
      },
      { timeout: 5_000, interval: 20 },
    );
    expect(codes()).toEqual([]);
  });
});

it("with TLS off nothing is made", async () => {
  expect(await tryOpen({ tls: false })).toEqual({ ok: true, value: null });
  expect(certificateFiles({ tls: false, tlsFiles: null, dataFolder: folder })).toBeNull();
  expect(() => statSync(join(folder, "keys"))).toThrow();
});
