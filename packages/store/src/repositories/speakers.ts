import type { Directory, Speaker, SpeakerId } from "@dalaba/core";
import type { Page, PageRequest } from "../page";

export interface StoredSpeaker extends Speaker {
  readonly zones: readonly string[];
  readonly disabled: boolean;
  /** 0 until credentials were issued; every issue or rotation adds one. */
  readonly credentialsVersion: number;
  readonly credentialsIssuedAtMs: number | null;
  readonly addedAtMs: number;
  readonly changedAtMs: number;
}

/** What the controller and broker may know of a speaker's secret (wire.md clause 6). */
export interface SpeakerCredentials {
  readonly mqttPasswordSha256: Uint8Array;
  /** Unsealed here; sealed with the key file on disk. */
  readonly pairwiseKey: Uint8Array;
  /** Ed25519, 32 bytes. */
  readonly devicePublicKey: Uint8Array;
}

export interface CredentialRow extends SpeakerCredentials {
  readonly speaker: SpeakerId;
  readonly version: number;
  readonly disabled: boolean;
}

export interface SpeakerStatus {
  readonly speaker: SpeakerId;
  readonly bootId: string | null;
  readonly online: boolean;
  readonly status: Readonly<Record<string, unknown>> | null;
  readonly statusAtMs: number | null;
  readonly telemetry: Readonly<Record<string, unknown>> | null;
  readonly telemetryAtMs: number | null;
  readonly lastSeenAtMs: number | null;
}

export interface SpeakerFilter {
  readonly sites?: readonly string[];
  readonly zone?: string;
  readonly disabled?: boolean;
}

export interface SpeakerRepository {
  get(id: string): StoredSpeaker | undefined;
  /** By id order. */
  list(request: PageRequest & SpeakerFilter): Page<StoredSpeaker>;
  count(filter?: SpeakerFilter): number;
  /** Sites, zones, speakers and cameras as `resolveTarget` takes them; disabled speakers are left out. */
  directory(): Directory;
  add(speaker: Speaker, nowMs: number): void;
  change(id: string, fields: Partial<Omit<Speaker, "id">>, nowMs: number): boolean;
  remove(id: string): boolean;
  disable(id: string, disabled: boolean, nowMs: number): boolean;
  /** Issues or rotates; answers the new version. */
  setCredentials(id: string, credentials: SpeakerCredentials, nowMs: number): number;
  credentials(id: string): CredentialRow | undefined;
  /** Every speaker that has credentials, disabled ones too, for `air`'s memory. */
  allCredentials(): readonly CredentialRow[];
  saveStatus(statuses: readonly SpeakerStatus[]): void;
  status(id: string): SpeakerStatus | undefined;
  statuses(): readonly SpeakerStatus[];
}
