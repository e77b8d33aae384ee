import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { CameraEvent } from "@dalaba/core/camera-event";
import type { EventSource } from "@dalaba/store";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { until } from "../air/air-harness.test-support";
import { CameraNetworks, readCameraNetworks } from "../pictures";
import { AlertScanner } from "./alert-scanner";
import { listenToIsapi } from "./isapi-listener";
import type { SourceListener } from "./source-listener";

const alert = (type: string, more = "") =>
  `<EventNotificationAlert version="2.0"><channelID>1</channelID><eventType>${type}</eventType><eventState>active</eventState>${more}</EventNotificationAlert>`;

describe("the alerts of a stream", () => {
  const stream = `junk\r\n--b\r\nContent-Type: application/xml\r\n\r\n${alert("VMD")}\r\n--b\r\n\xff\xd8<EventNotif ${alert("IO")}<EventNotificationAlert never ended ${alert("group")} tail`;

  it("are found however it is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 60 }), (cuts) => {
        const scanner = new AlertScanner();
        const found: string[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const size = cuts[i % cuts.length] as number;
          found.push(...scanner.push(stream.slice(at, at + size)));
          at += size;
        }
        expect(found).toEqual([alert("VMD"), alert("IO"), alert("group")]);
      }),
    );
  });

  it("that never end are given up", () => {
    const scanner = new AlertScanner();
    expect(scanner.push("<EventNotificationAlert")).toEqual([]);
    for (let i = 0; i < 40; i++) expect(scanner.push("x".repeat(65_536))).toEqual([]);
    expect(scanner.push(alert("VMD"))).toEqual([alert("VMD")]);
  });
});

describe("a camera that is listened to", () => {
  let server: Server | undefined;
  let listener: SourceListener | undefined;
  const open: ServerResponse[] = [];
  const events: CameraEvent[] = [];
  const refused: string[] = [];
  const troubles: (string | null)[] = [];
  afterEach(async () => {
    await listener?.stop();
    server?.closeAllConnections();
    server?.close();
    for (const list of [open, events, refused, troubles]) list.length = 0;
  });

  async function camera(allowed = true): Promise<void> {
    const made = createServer((request, response) => {
      if (!(request.headers.authorization ?? "").startsWith('Digest username="eye"'))
        return void response
          .writeHead(401, { "www-authenticate": 'Digest realm="c", nonce="n", qop="auth"' })
          .end();
      response.writeHead(200, { "content-type": "multipart/x-mixed-replace; boundary=b" });
      response.flushHeaders();
      open.push(response);
    });
    server = made;
    await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
    const { port } = made.address() as AddressInfo;
    const source: EventSource = {
      ...{ id: "s", kind: "isapi", name: "s", enabled: true, prefix: null, channels: {}, changedAtMs: 0 },
      url: `http://127.0.0.1:${port}/ISAPI/Event/notification/alertStream`,
    };
    const networks = new CameraNetworks(readCameraNetworks(allowed ? `127.0.0.1:${port}` : "") ?? []);
    const secret = new TextEncoder().encode(JSON.stringify({ user: "eye", password: "pw" }));
    listener = listenToIsapi({ networks, silentMs: 400, firstRetryMs: 50 })(source, secret, {
      nowUtcMs: () => Date.now(),
      heard(read) {
        if (!read.ok) refused.push(read.code);
        else if (read.value !== null) events.push(read.value);
      },
      trouble: (code) => troubles.push(code),
    });
  }

  it("is heard through its login, survives rubbish, and is come back to when it falls silent", async () => {
    await camera();
    await until("it is connected", () => open.length === 1);
    open[0]?.write(
      `--b\r\n\r\n${alert("linedetection")}\r\n--b\r\n<EventNotificationAlert>&bad;</EventNotificationAlert>`,
    );
    await until("the line is crossed", () => events.length === 1);
    expect(events[0]).toMatchObject({ kind: "line-crossed", state: "start", channel: "1" });
    expect(refused).toEqual(["event-malformed"]);
    expect(troubles.at(-1)).toBeNull();
    await until("it is asked again after its silence", () => open.length >= 2, 5_000);
    expect(troubles).toContain("source-unreachable");
    open.at(-1)?.write(alert("faceDetection", "<name>张三</name>"));
    await until("it is heard again", () => events.length === 2);
    expect(events[1]).toMatchObject({ kind: "recognition" });
    expect(JSON.stringify(events)).not.toContain("张三");
  });

  it("is not gone to where no camera may stand", async () => {
    await camera(false);
    await until("it is told", () => troubles.includes("camera-not-allowed"));
    expect(open).toHaveLength(0);
  });
});
