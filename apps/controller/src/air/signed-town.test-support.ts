import { randomBytes } from "node:crypto";
import {
  type Credentials,
  configBody,
  deriveDeviceKeys,
  type EnvelopeType,
  type encodeEnvelope,
  KEYS_TOPIC,
  keySetBody,
  type Scope,
  signEnvelope,
  speakerTopic,
  targetHash,
  toHex,
} from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import { type AirHarness, KIDS } from "./air-harness.test-support";
import type { DocumentEntry, SpeakerEntry } from "./ipc";

/** Credentials, entries and signed documents for speakers that trust nothing but a root key. */
export class SignedTown {
  readonly credentials: Credentials[];
  readonly entries: SpeakerEntry[];
  readonly #root = randomBytes(32);
  readonly #harness: AirHarness;

  constructor(harness: AirHarness, ids: readonly string[]) {
    this.#harness = harness;
    const made = ids.map((id) => this.#make(id));
    this.credentials = made.map(({ credentials }) => credentials);
    this.entries = made.map(({ entry }) => entry);
  }

  #make(id: string): { credentials: Credentials; entry: SpeakerEntry } {
    const deviceSecret = randomBytes(32);
    const keys = deriveDeviceKeys(nodeCrypto, deviceSecret);
    const credentials: Credentials = {
      ...{ id, user: id, password: keys.mqttPassword, httpUrl: "", clockUrl: "", mqttUrl: "" },
      deviceSecret: toHex(deviceSecret),
      rootKey: toHex(publicKeyOf(this.#root)),
    };
    const entry: SpeakerEntry = {
      id,
      passwordSha256: toHex(nodeCrypto.sha256(Buffer.from(keys.mqttPassword))),
      pairwiseKey: toHex(keys.pairwiseKey),
      devicePublicKey: toHex(publicKeyOf(keys.deviceSeed)),
      ...{ groups: ["all"], delayClass: "lan", cfgVersion: 1, disabled: false, muted: false },
    };
    return { credentials, entry };
  }

  /** The credentials with the addresses that `air` found. */
  addressed(): Credentials[] {
    const { mqtt, clock } = this.#harness.ports;
    return this.credentials.map((each) => ({
      ...each,
      mqttUrl: `mqtt://127.0.0.1:${mqtt}`,
      clockUrl: `udp://127.0.0.1:${clock}`,
    }));
  }

  documents(): DocumentEntry[] {
    const { seeds } = this.#harness;
    const certificates = (["stream", "command", "emergency"] as const).map((use) => ({
      ...{ kid: KIDS[use], use, publicKey: publicKeyOf(seeds[use]), notBeforeUtcMs: 0 },
      ...{ maxPriority: { stream: 0, command: 79, emergency: 100 }[use], expiresUtcMs: 9e12 },
    }));
    const group: Scope = { kind: "group", group: "all" };
    const keys = sign(this.#root, 0, "keys", group, keySetBody({ epoch: 1, certificates }));
    const cfgs = this.entries.map(({ id }) => {
      const body = configBody({
        ...{ speaker: id, groups: ["all"], levelDb: 0, muted: false, delayClass: "lan", trimUs: 0 },
        clockUrl: "",
      });
      const bytes = sign(seeds.command, KIDS.command, "cfg", { kind: "speaker", speaker: id }, body);
      return { topic: speakerTopic(id, "cfg"), bytes };
    });
    return [{ topic: KEYS_TOPIC, bytes: keys }, ...cfgs];
  }
}

function sign(
  seed: Uint8Array,
  kid: number,
  type: EnvelopeType,
  scope: Scope,
  body: Parameters<typeof encodeEnvelope>[0]["body"],
): string {
  const envelope = {
    type,
    kid,
    counter: 1,
    notBeforeUtcMs: 0,
    ttlMs: 0,
    targetHash: targetHash(nodeCrypto, scope),
    body,
  };
  return Buffer.from(signEnvelope(nodeCrypto, seed, envelope)).toString("base64");
}
