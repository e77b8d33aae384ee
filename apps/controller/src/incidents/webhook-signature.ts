import { createHmac, timingSafeEqual } from "node:crypto";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { BELIEVED_MS } from "@dalaba/core/camera-event";

export interface SignedHeaders {
  readonly id: string | undefined;
  readonly timestamp: string | undefined;
  readonly signature: string | undefined;
}

type SignatureRefusal = "signature-missing" | "signature-wrong" | "signature-late";

/**
 * Standard Webhooks 1.0.0: `webhook-signature` is a list of `v1,BASE64`, each HMAC-SHA256 over
 * `webhook-id.webhook-timestamp.body`; one that is right is enough, so that keys can be changed without a gap.
 * Answers the message's id.
 */
export function checkSignature(
  { id, timestamp, signature }: SignedHeaders,
  body: Uint8Array,
  key: Uint8Array,
  nowUtcMs: number,
): Outcome<string, SignatureRefusal> {
  if (!id || !timestamp || !signature || id.length > 256 || signature.length > 2_048)
    return refuse("signature-missing", "webhook-id, webhook-timestamp and webhook-signature are needed");
  const right = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
  const signed = signature.split(" ").some((each) => {
    if (!each.startsWith("v1,")) return false;
    const given = Buffer.from(each.slice(3), "base64");
    return given.length === right.length && timingSafeEqual(given, right);
  });
  if (!signed) return refuse("signature-wrong", "no v1 signature of it is this source's");
  // Looked at after the signature: nobody else is told what our clock says.
  const sentMs = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1_000 : Number.NaN;
  if (!(Math.abs(sentMs - nowUtcMs) <= BELIEVED_MS))
    return refuse("signature-late", `sent at ${timestamp}, more than five minutes from our clock`, {
      serverTime: Math.floor(nowUtcMs / 1_000),
    });
  return accept(id);
}
