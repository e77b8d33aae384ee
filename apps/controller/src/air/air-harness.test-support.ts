import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect as connectSocket, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deriveDeviceKeys, toHex } from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { silentLog } from "../log";
import type { AirOptions } from "./air-options";
import { systemClocks } from "./clocks";
import {
  type AirAnswer,
  type AirCall,
  type AirCalls,
  type AirEvent,
  type AirRequest,
  encodeLine,
  type JournalLine,
  type Listening,
  lineReader,
  type SpeakerEntry,
  type Ticket,
} from "./ipc";
import { localSigner } from "./signer-client";
import { type RunningAir, startAir } from "./start-air";

export const KIDS = { stream: 1, command: 3, emergency: 5 } as const;

/** Waits until `check` gives something, or fails with `what`. */
type Check<T> = () => T | undefined | false | Promise<T | undefined | false>;

export async function until<T>(what: string, check: Check<T>, ms = 8000): Promise<T> {
  const end = performance.now() + ms;
  for (;;) {
    const value = await check();
    if (value !== undefined && value !== false) return value as T;
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export interface Device {
  readonly id: string;
  readonly entry: SpeakerEntry;
  readonly password: string;
  readonly pairwiseKey: Uint8Array;
  readonly deviceSeed: Uint8Array;
}

/** A speaker's secrets and the entry that `air` gets of it. */
export function makeDevice(id: string, patch: Partial<SpeakerEntry> = {}): Device {
  const keys = deriveDeviceKeys(nodeCrypto, randomBytes(32));
  const entry: SpeakerEntry = {
    id,
    passwordSha256: toHex(nodeCrypto.sha256(Buffer.from(keys.mqttPassword))),
    pairwiseKey: toHex(keys.pairwiseKey),
    devicePublicKey: toHex(publicKeyOf(keys.deviceSeed)),
    groups: ["all"],
    delayClass: "lan",
    cfgVersion: 1,
    disabled: false,
    muted: false,
    ...patch,
  };
  return {
    id,
    entry,
    password: keys.mqttPassword,
    pairwiseKey: keys.pairwiseKey,
    deviceSeed: keys.deviceSeed,
  };
}

export function makeTicket(speakers: readonly string[], patch: Partial<Ticket> = {}): Ticket {
  const now = Date.now();
  return {
    ticket: randomBytes(16).toString("hex"),
    broadcast: randomBytes(8).toString("hex"),
    kind: "talk",
    class: "talk",
    priority: 60,
    actor: { kind: "operator", id: "op1", name: "Operator" },
    room: null,
    why: null,
    to: "all",
    speakers,
    chime: "none",
    gainDb: 0,
    night: "no",
    waitMs: 0,
    maxMs: 600_000,
    grantedAtUtcMs: now,
    expiresAtUtcMs: now + 30_000,
    ...patch,
  };
}

/** The controller's end of the IPC. */
export class TestController {
  readonly events: AirEvent[] = [];
  readonly #socket: Socket;
  readonly #answers = new Map<number, (answer: AirAnswer) => void>();
  #next = 1;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const read = lineReader(
      (value) => {
        const message = value as AirAnswer | AirEvent;
        if ("re" in message) this.#answers.get(message.re)?.(message);
        else this.events.push(message);
      },
      (problem) => socket.destroy(new Error(problem)),
    );
    socket.on("data", read);
    socket.on("error", () => {});
  }

  static connect(path: string): Promise<TestController> {
    return new Promise((resolve, reject) => {
      const socket = connectSocket(path, () => resolve(new TestController(socket)));
      socket.once("error", reject);
    });
  }

  ask<C extends AirCall>(call: C, ask: AirCalls[C]["ask"]): Promise<AirAnswer<C>> {
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#answers.set(id, resolve as (answer: AirAnswer) => void);
      this.#socket.write(encodeLine({ type: call, id, ...ask } as unknown as AirRequest));
    });
  }

  /** Asks and insists on a good answer. */
  async must<C extends AirCall>(call: C, ask: AirCalls[C]["ask"]): Promise<AirCalls[C]["answer"]> {
    const answer = await this.ask(call, ask);
    if (!answer.ok) throw new Error(`${call}: ${answer.code} ${answer.detail}`);
    return answer;
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** `air` in this process, in a folder of its own, with keys made for it. */
export class AirHarness {
  readonly folder = mkdtempSync(join(tmpdir(), "dalaba-air-"));
  readonly seeds = { stream: randomBytes(32), command: randomBytes(32), emergency: randomBytes(32) };
  air!: RunningAir;
  controller!: TestController;
  ports!: Listening;
  readonly #patch: Partial<AirOptions>;

  private constructor(patch: Partial<AirOptions>) {
    this.#patch = patch;
    mkdirSync(join(this.folder, "keys"));
    for (const [use, kid] of Object.entries(KIDS))
      writeFileSync(
        join(this.folder, "keys", `${use}-${kid}.key`),
        `${toHex(this.seeds[use as keyof typeof KIDS])}\n`,
        { mode: 0o600 },
      );
  }

  static async start(patch: Partial<AirOptions> = {}): Promise<AirHarness> {
    const harness = new AirHarness(patch);
    await harness.startAir();
    return harness;
  }

  async startAir(): Promise<void> {
    this.air = await startAir({
      dataFolder: this.folder,
      host: "127.0.0.1",
      mqttPort: 0,
      clockPort: 0,
      talkPort: 0,
      mqttUrl: null,
      log: silentLog,
      clocks: systemClocks,
      signer: (keys) => localSigner(keys, () => Date.now()),
      ...this.#patch,
    });
    this.controller = await TestController.connect(this.air.socketPath);
  }

  /** Tells the whole state, as the controller does when it connects. */
  async state(devices: readonly Device[], patch: Partial<AirCalls["state"]["ask"]> = {}): Promise<Listening> {
    const { ports } = await this.controller.must("state", {
      speakers: devices.map(({ entry }) => entry),
      groups: [{ name: "all", version: 1 }],
      documents: [],
      epoch: 1,
      streamKid: KIDS.stream,
      ...patch,
    });
    this.ports = ports;
    return ports;
  }

  async ticket(ticket: Ticket): Promise<Ticket> {
    await this.controller.must("ticket.put", { ticket });
    return ticket;
  }

  /** Every journal line on disk. */
  journal(): JournalLine[] {
    const folder = join(this.folder, "journal");
    return readdirSync(folder)
      .sort()
      .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as JournalLine);
  }

  /** Waits for lines of one type. */
  lines<T extends JournalLine["type"]>(type: T, count = 1, ms?: number) {
    type Lines = Extract<JournalLine, { type: T }>[];
    return until(
      `${count} ${type} lines`,
      () => {
        const found = this.journal().filter((line) => line.type === type) as Lines;
        return found.length >= count ? found : undefined;
      },
      ms,
    );
  }

  async stop(): Promise<void> {
    this.controller.close();
    await this.air.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
