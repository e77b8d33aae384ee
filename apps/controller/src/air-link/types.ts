import type { Outcome } from "@dalaba/core";
import type { AirCall, AirCalls, AirEvent, Listening } from "../air/ipc";

/** The controller's side of the socket to `air`: connects, reconnects, asks, and hears what `air` says unasked. */
export interface AirLink {
  /** What `air` said at its last hello; null while it is not connected. */
  readonly peer: AirPeer | null;
  /** `air-unreachable` when it is not connected, does not answer in time, or the connection breaks; else its own code. */
  ask<C extends AirCall>(call: C, ask: AirCalls[C]["ask"]): Promise<Outcome<AirCalls[C]["answer"]>>;
  /** Every event in the order it came. Answers how to leave. */
  onEvent(listener: (event: AirEvent) => void): () => void;
  /** `true` after each hello, `false` after each loss. */
  onPeer(listener: (connected: boolean) => void): () => void;
  close(): Promise<void>;
}

export interface AirPeer {
  readonly pid: number;
  readonly clockId: string;
  /** Null until it listens. */
  readonly ports: Listening | null;
}
