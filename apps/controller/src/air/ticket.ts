import type { BroadcastClass, ChimeName, ClipRef } from "@dalaba/protocol";

export type BroadcastKind = "talk" | "play";

/** Who caused or stopped a broadcast. */
export interface Actor {
  readonly kind: "operator" | "token" | "system";
  readonly id: string;
  readonly name: string;
}

/**
 * A permission to start one broadcast, granted by the API, used once at the talk uplink within 30 s. The controller
 * has decided everything in it; `air` only carries it out.
 */
export interface Ticket {
  /** The secret: 32 lower-case hex digits. Never journalled, never logged. */
  readonly ticket: string;
  /** 16 lower-case hex digits. */
  readonly broadcast: string;
  readonly kind: BroadcastKind;
  readonly class: BroadcastClass;
  readonly priority: number;
  readonly actor: Actor;
  readonly room: string | null;
  readonly why: string | null;
  /** The target expression as it was given. */
  readonly to: string;
  /** Speaker ids, offline ones included. */
  readonly speakers: readonly string[];
  /** The group whose members are exactly `speakers`, when there is one. */
  readonly group?: string;
  readonly chime: ChimeName;
  readonly gainDb: number;
  readonly night: "no" | "yes" | "wide";
  readonly waitMs: number;
  /** The broadcast whose recording this one plays again. */
  readonly repeats?: string;
  /** The clip that it plays. */
  readonly clip?: string;
  /** All of its audio, for speakers that keep it (SPEC 13.5), and the bundle whose keepers have it. */
  readonly stored?: { readonly clip: ClipRef; readonly bundle: string | null };
  /** How much later than the others a speaker sounds it, ms; who is not named does not wait (decision 0009). */
  readonly laterMs?: Readonly<Record<string, number>>;
  /** The longest the audio may be, ms. */
  readonly maxMs: number;
  /** Origins a browser may come from; a request with an Origin header not among them is refused. */
  readonly allowedOrigins?: readonly string[];
  readonly grantedAtUtcMs: number;
  readonly expiresAtUtcMs: number;
}
