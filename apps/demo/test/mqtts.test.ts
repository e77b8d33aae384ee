import { createSocket } from "node:dgram";
import { readFile } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { connect as connectTls, rootCertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTown, type Town, until } from "./town.test-support";
import { writeTone } from "./voice.test-support";

/** A town whose speakers join over TLS: what they are given, what they hear, and who does not get in. */

const SPEAKERS = 3;

describe("DALABA_MQTTS_PORT", () => {
  let town: Town;
  let ca: string;
  let tone: string;

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS, env: { DALABA_TLS: "on", DALABA_MQTTS_PORT: "0" } });
    ca = await readFile(town.ports.caFile ?? "", "utf8");
    tone = writeTone(join(town.folder, "tone.wav"), 1);
  }, 120_000);
  afterAll(() => town?.stop(), 30_000);

  /** Which TLS a client that trusts this authority speaks there, or the code of what it met. */
  const shown = (authority: string) =>
    new Promise<string>((resolve) => {
      const socket = connectTls({ host: "127.0.0.1", port: port(), ca: authority });
      socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
      socket.once("secureConnect", () => {
        resolve(socket.getProtocol() ?? "");
        socket.destroy();
      });
    });

  const port = (): number => town.ports.mqtts ?? 0;
  const talk = () =>
    town.cli(["talk", "--to", "all", "--file", tone, "--json", "--ca", town.ports.caFile ?? ""]);

  test("credentials name it and carry the authority; speakers join by it and play a talk whole", async () => {
    expect(port()).toBeGreaterThan(0);
    for (const each of town.credentials)
      expect(each).toMatchObject({ mqttUrl: `mqtts://127.0.0.1:${port()}`, caPem: ca });
    const { json, stderr, code } = await talk();
    expect(json, stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
    expect(code).toBe(0);
  });

  test("what crosses the line is no MQTT that a listener could read", async () => {
    // The first byte that a TLS server sends is a handshake or alert record (RFC 8446 5.1), never a CONNACK.
    const first = await new Promise<number>((resolve, reject) => {
      const socket = connectTcp(port(), "127.0.0.1", () =>
        socket.write(Buffer.from("101000044d5154540402003c00", "hex")),
      );
      socket.once("data", (data) => {
        resolve(data[0] ?? -1);
        socket.destroy();
      });
      socket.once("close", () => resolve(-1));
      socket.once("error", reject);
    });
    expect([0x15, 0x16, -1]).toContain(first);
  });

  test("it shows the local authority's certificate for this address, and no other authority's", async () => {
    expect(await shown(ca)).toBe("TLSv1.3");
    expect(await shown(rootCertificates[0] ?? "")).toBe("SELF_SIGNED_CERT_IN_CHAIN");
  });

  test("connections that never shake hands keep nobody out", async () => {
    const idle = await Promise.all(
      Array.from({ length: 200 }, () => {
        return new Promise<ReturnType<typeof connectTcp>>((resolve, reject) => {
          const socket = connectTcp(port(), "127.0.0.1", () => resolve(socket));
          socket.once("error", reject);
        });
      }),
    );
    try {
      expect(await shown(ca)).toBe("TLSv1.3");
      const { json, stderr } = await talk();
      expect(json, stderr).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
    } finally {
      for (const socket of idle) socket.destroy();
    }
  });

  test("the plain door and the clock stay open for who joined before", async () => {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connectTcp(town.ports.mqtt, "127.0.0.1", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    expect(open).toBe(true);
    const udp = createSocket("udp4");
    udp.send(Buffer.from([0]), town.ports.clock, "127.0.0.1");
    udp.close();
    await until("the town is still whole", async () => {
      const { items } = await town.api<{ items: { online: boolean }[] }>("GET", "/speakers");
      return items.filter(({ online }) => online).length >= SPEAKERS;
    });
  });
});
