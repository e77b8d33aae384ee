import { timingSafeEqual } from "node:crypto";
import { isSpeakerId, type Refusal, refuse, speakerTopic } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import type { KnownSpeaker } from "./speaker-book";

/** What a CONNECT says, as far as rights go. */
export interface ConnectClaim {
  readonly clientId: string;
  readonly user: string | undefined;
  readonly password: Uint8Array | undefined;
  readonly willTopic: string | undefined;
}

export type ConnectRefusal =
  | "unknown-speaker"
  | "wrong-password"
  | "speaker-disabled"
  | "client-id"
  | "will-topic";

/** Compared against when the speaker is unknown, so that the answer takes as long. */
const NOBODY = new Uint8Array(32);

/**
 * Whether a speaker may connect (SPEC 2.1): client id and user are its id, the password is its own, a will goes to its
 * own `st` alone. The password's SHA-256 is compared in constant time; argon2 is for people, these are 256 random bits.
 */
export function judgeConnect(
  claim: ConnectClaim,
  speaker: KnownSpeaker | undefined,
): { readonly ok: true } | Refusal<ConnectRefusal> {
  const given = nodeCrypto.sha256(claim.password ?? NOBODY);
  const want = speaker?.passwordSha256.length === 32 ? speaker.passwordSha256 : NOBODY;
  const right = timingSafeEqual(given, want);
  if (!isSpeakerId(claim.clientId) || claim.user !== claim.clientId)
    return refuse("client-id", "client id and user name must both be the speaker's id");
  if (speaker === undefined) return refuse("unknown-speaker", claim.clientId);
  if (!right) return refuse("wrong-password", claim.clientId);
  if (speaker.entry.disabled) return refuse("speaker-disabled", claim.clientId);
  if (claim.willTopic !== undefined && claim.willTopic !== speakerTopic(claim.clientId, "st"))
    return refuse("will-topic", claim.willTopic);
  return { ok: true };
}
