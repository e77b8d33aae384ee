import { randomBytes } from "node:crypto";
import { type Credentials, deriveDeviceKeys, toHex, utf8Encode } from "@dalaba/protocol";
import { nodeCrypto, publicKeyOf } from "@dalaba/protocol/node";
import type { SpeakerCredentials } from "@dalaba/store";
import { mosquittoHash } from "../broker";

/** Where a speaker finds everything, as it goes into its credentials. */
export interface JoinAddresses {
  readonly mqttUrl: string;
  readonly httpUrl: string;
  /** Empty when only the MQTT clock serves. */
  readonly clockUrl: string;
  readonly caPem?: string;
}

export interface IssuedCredentials {
  /** Goes to the speaker and is shown once. */
  readonly line: Credentials;
  /** What is kept: nothing from which the secret could be had. */
  readonly kept: SpeakerCredentials;
}

/** Makes the credentials of one speaker from 256 random bits (SPEC 1.2); `secret` is for tests. */
export function issueCredentials(
  id: string,
  addresses: JoinAddresses,
  rootPublicKey: Uint8Array,
  secret: Uint8Array = randomBytes(32),
): IssuedCredentials {
  const { pairwiseKey, deviceSeed, mqttPassword } = deriveDeviceKeys(nodeCrypto, secret);
  return {
    line: {
      id,
      mqttUrl: addresses.mqttUrl,
      httpUrl: addresses.httpUrl,
      clockUrl: addresses.clockUrl,
      user: id,
      password: mqttPassword,
      deviceSecret: toHex(secret),
      rootKey: toHex(rootPublicKey),
      ...(addresses.caPem === undefined ? {} : { caPem: addresses.caPem }),
    },
    kept: {
      mqttPasswordSha256: nodeCrypto.sha256(utf8Encode(mqttPassword)),
      brokerPasswordHash: mosquittoHash(mqttPassword),
      pairwiseKey,
      devicePublicKey: publicKeyOf(deviceSeed),
    },
  };
}
