import type { JsonObject, Offer, Retime, Scope, Stop } from "@dalaba/protocol";

/** What `air` asks of the signer, and what it answers, over a MessagePort. */

/**
 * `issued` 0 means: this is the first offer, its own counter. A RETIME states no priority; the broadcast's, which chooses
 * the key, stands beside it.
 */
export type SignableOrder = Offer | Stop | (Retime & { readonly priority: number });

export type SignerAsk =
  /** Reads the keys anew. */
  | { readonly type: "load" }
  | { readonly type: "order"; readonly order: SignableOrder }
  | {
      readonly type: "document";
      readonly document: "cfg" | "lim" | "bundle";
      readonly counter: number;
      readonly scope: Scope;
      readonly body: JsonObject;
    };

export type SignerCode =
  | "keys-missing"
  | "keys-damaged"
  | "priority-over-limit"
  | "class-priority"
  | "order-too-long"
  | "signer-unavailable";

export type SignerAnswer =
  /** `counter` is 0 for `load`. */
  | { readonly ok: true; readonly bytes: Uint8Array; readonly counter: number }
  | { readonly ok: false; readonly code: SignerCode; readonly detail: string };

export interface SignerRequest {
  readonly id: number;
  readonly ask: SignerAsk;
}

export interface SignerReply {
  readonly id: number;
  readonly answer: SignerAnswer;
}
