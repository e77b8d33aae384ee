import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Credentials, deriveDeviceKeys, fromHex, parseEnvelope, readConfig } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { type Device, until } from "./air/air-harness.test-support";
import { systemClocks } from "./air/clocks";
import { localSigner } from "./air/signer-client";
import { type RunningAir, startAir } from "./air/start-air";
import { TestSpeaker } from "./air/test-speaker.test-support";
import { silentLog } from "./log";
import type { Settings } from "./settings";
import { type RunningController, startController } from "./start-controller";
import { unwrap } from "./town-store.test-support";

const BOOT = "boot-token-for-tests-0123456789abcdef";

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** Controller and `air` in this process, in a folder of their own, on free ports. */
export class TestTownOnAir {
  readonly folder = mkdtempSync(join(tmpdir(), "dalaba-on-air-"));
  readonly speakers = new Map<string, TestSpeaker>();
  mqttUrl: string | null;
  controller!: RunningController;
  air!: RunningAir;

  private constructor(mqttUrl: string | null) {
    this.mqttUrl = mqttUrl;
  }

  static async start(mqttUrl: string | null = null): Promise<TestTownOnAir> {
    const town = new TestTownOnAir(mqttUrl);
    mkdirSync(join(town.folder, "run"));
    await town.startAir();
    await town.startController();
    return town;
  }

  async startAir(): Promise<void> {
    this.air = await startAir({
      ...{ dataFolder: this.folder, host: "127.0.0.1", mqttPort: 0, clockPort: 0, talkPort: 0 },
      ...{ mqttUrl: this.mqttUrl, log: silentLog, clocks: systemClocks },
      signer: (keys) => localSigner(keys, () => Date.now()),
    });
  }

  async startController(more: Partial<Settings> = {}): Promise<void> {
    const settings: Settings = {
      ...{ host: "127.0.0.1", httpPort: 0, airPort: 0, mqttPort: 0, clockPort: 0 },
      ...{ dataFolder: this.folder, mqttUrl: this.mqttUrl, adminPassword: "a long password" },
      ...{ tls: false, tlsNames: [], tlsFiles: null },
      ...{ logLevel: "silent", bootToken: BOOT, native: true, shown: [] },
      ...more,
    };
    this.controller = unwrap(await startController({ settings, log: silentLog, checkReplies: true }));
    await until("the town is ready", () => this.ready(), 20_000);
  }

  /** Both processes anew, with that broker. */
  async restart(mqttUrl: string | null): Promise<void> {
    await this.controller.stop();
    await this.air.close();
    this.mqttUrl = mqttUrl;
    await this.startAir();
    await this.startController();
  }

  /** `air` listens, whatever else may be wrong. */
  private ready(): boolean {
    return !this.controller.troubles.all().some(({ code }) => code.startsWith("air-"));
  }

  async call<T = Record<string, never>>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const text = typeof body === "string";
    const response = await fetch(`${this.controller.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${BOOT}`,
        ...(body === undefined || text ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
    });
    const json = /json/.test(response.headers.get("content-type") ?? "");
    const answer = json ? await response.json() : await response.arrayBuffer();
    return { status: response.status, body: answer as T, headers: response.headers };
  }

  /** New credentials for them, and speakers that connect with those and wait for their documents. */
  async join(ids: readonly string[], mqttPort?: number): Promise<TestSpeaker[]> {
    const { body } = await this.call<{ credentials: Credentials[] }>("POST", "/speakers/credentials", {
      to: ids.map((id) => `speaker:${id}`),
    });
    return Promise.all(body.credentials.map((line) => this.connect(line, mqttPort)));
  }

  async connect(line: Credentials, mqttPort?: number): Promise<TestSpeaker> {
    const keys = deriveDeviceKeys(nodeCrypto, fromHex(line.deviceSecret) as Uint8Array);
    const groups: string[] = [];
    const device: Device = {
      id: line.id,
      password: line.password,
      pairwiseKey: keys.pairwiseKey,
      deviceSeed: keys.deviceSeed,
      entry: { groups } as unknown as Device["entry"],
    };
    const speaker = new TestSpeaker(device);
    await speaker.join(mqttPort ?? Number(new URL(line.mqttUrl).port));
    this.speakers.set(line.id, speaker);
    const config = await until(`${line.id} has its cfg`, () => configOf(speaker));
    const filters = config.groups.flatMap((group) => [`pa/g/${group}/cmd`, `pa/g/${group}/a`]);
    await speaker.client.subscribeAsync([...filters, ...(this.mqttUrl === null ? [] : ["pa/b/+/a"])], {
      qos: 1,
    });
    await until(`${line.id} is online`, () => this.controller.store && this.online(line.id));
    return speaker;
  }

  online(id: string): boolean {
    return this.controller.store.events
      .since(0, 500)
      .events.some(({ kind, subject }) => kind === "speaker-online" && subject === id);
  }

  async stop(): Promise<void> {
    for (const speaker of this.speakers.values()) await speaker.leave().catch(() => undefined);
    await this.controller.stop();
    await this.air.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What its newest cfg says; undefined before the first. */
export function configOf(speaker: TestSpeaker) {
  const bytes = speaker.documents.get(`pa/d/${speaker.device.id}/cfg`);
  const parsed = bytes && parseEnvelope(bytes);
  const read = parsed?.ok ? readConfig(parsed.envelope) : undefined;
  return read?.ok ? read.config : undefined;
}
