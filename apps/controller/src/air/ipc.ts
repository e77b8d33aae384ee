import type {
  Answer,
  BroadcastClass,
  DelayClass,
  JsonObject,
  QuietTimes,
  Scope,
  Status,
  Telemetry,
} from "@dalaba/protocol";
import type { JournalPosition } from "./journal-line";
import type { LatencyView } from "./latency-board";
import type { Actor, BroadcastKind, Ticket } from "./ticket";

export type * from "./journal-line";
export { segmentName, segmentNumber } from "./journal-line";
export type { Actor, BroadcastKind, Ticket } from "./ticket";

/**
 * What the controller and `air` say to each other over the Unix socket of `airSocketPath`: one JSON object a line,
 * bytes as base64. `air` listens; the controller connects, reconnects, and says `hello` and `state` each time.
 */

/** Longer lines end the connection. */
export const MAX_LINE_BYTES = 32 * 1024 * 1024;

/** All that `air` knows of a speaker. Secrets stay in memory. */
export interface SpeakerEntry {
  readonly id: string;
  /** Lower-case hex of SHA-256 over the MQTT password (the text). */
  readonly passwordSha256: string;
  /** 64 hex digits. */
  readonly pairwiseKey: string;
  /** 64 hex digits, Ed25519. */
  readonly devicePublicKey: string;
  /** `all` included. */
  readonly groups: readonly string[];
  readonly delayClass: DelayClass;
  /** The version of the speaker's newest cfg document. */
  readonly cfgVersion: number;
  readonly disabled: boolean;
  readonly muted: boolean;
  /** As its cfg says; left out: never quiet. */
  readonly quiet?: QuietTimes;
}

export interface GroupEntry {
  readonly name: string;
  /** The cfg version from which its membership holds, UTC ms. */
  readonly version: number;
}

/** A retained document as it goes to the speakers. Empty bytes take the document away. */
export interface DocumentEntry {
  readonly topic: string;
  /** base64 of the signed envelope. */
  readonly bytes: string;
}

export interface Listening {
  readonly mqtt: number;
  /** MQTT over TLS, where it is open. */
  readonly mqtts?: number;
  readonly clock: number;
  readonly talk: number;
}

/** offline → offered → accepted | queued | refused → sounding → done; cut when it fell behind or went away. */
export type LiveSpeakerState =
  | "offline"
  | "offered"
  | "accepted"
  | "queued"
  | "refused"
  | "sounding"
  | "cut"
  | "done";

export interface LiveSpeaker {
  readonly id: string;
  readonly state: LiveSpeakerState;
  /** The answer's code when refused: its `why`, or the answer itself. */
  readonly why: string;
  /** The broadcast for which it refused or waits; "" for none. */
  readonly holder: string;
  /** What arbitration, by air's own reckoning, does with it now; the answer is the truth. */
  readonly predicted: "sounding" | "ducked" | "suspended" | "queued" | "none";
}

export interface LiveBroadcast {
  readonly broadcast: string;
  readonly kind: BroadcastKind;
  readonly class: string;
  readonly priority: number;
  readonly actor: Actor;
  readonly room: string | null;
  readonly why: string | null;
  readonly to: string;
  /** `ending`: no more audio comes; receipts do. */
  readonly phase: "on-air" | "ending";
  readonly startedAtUtcMs: number;
  readonly t0Us: number;
  readonly frames: number;
  readonly speakers: readonly LiveSpeaker[];
}

/** A broadcast that somebody thinks of beginning. */
export interface ForesightAsk {
  readonly speakers: readonly string[];
  readonly kind: BroadcastKind;
  readonly class: BroadcastClass;
  readonly priority: number;
  readonly night: "no" | "yes" | "wide";
  readonly waitMs: number;
}

/** What would become of it at one speaker, and of what that sounds. */
export interface ForeseenSpeaker {
  readonly id: string;
  readonly online: boolean;
  readonly answer: Answer;
  /** The broadcast that holds it; "" when none does. */
  readonly holder: string;
  readonly moves: readonly { readonly broadcast: string; readonly does: "ends" | "ducks" | "suspends" }[];
}

/** Who a broadcast is, to whoever meets it. */
export interface BroadcastFace {
  readonly broadcast: string;
  readonly kind: BroadcastKind;
  readonly class: string;
  readonly priority: number;
  readonly actor: Actor;
  readonly to: string;
  readonly startedAtUtcMs: number;
}

/** What the controller may ask, and the members of a good answer. */
export interface AirCalls {
  hello: {
    ask: { readonly instance: string };
    answer: {
      readonly pid: number;
      readonly clockId: string;
      readonly listening: boolean;
      readonly ports: Listening | null;
      readonly journal: JournalPosition;
    };
  };
  /** Replaces all; the first one opens the listeners. Healthy connections stay. Fails with `port-taken`, `bad-keys`. */
  state: {
    ask: {
      readonly speakers: readonly SpeakerEntry[];
      readonly groups: readonly GroupEntry[];
      readonly documents: readonly DocumentEntry[];
      readonly epoch: number;
      readonly streamKid: number;
    };
    answer: { readonly ports: Listening };
  };
  /** Adds or replaces. Acts at once: a disabled or rotated speaker's connection is closed, its sounding ended. */
  "speakers.put": {
    ask: { readonly speakers: readonly SpeakerEntry[]; readonly groups: readonly GroupEntry[] };
    answer: Record<never, never>;
  };
  "speakers.remove": { ask: { readonly ids: readonly string[] }; answer: Record<never, never> };
  "documents.put": { ask: { readonly documents: readonly DocumentEntry[] }; answer: Record<never, never> };
  /** Signs a document with the command key. `counter` is its version. */
  sign: {
    ask: {
      readonly document: "cfg" | "lim" | "bundle";
      readonly counter: number;
      readonly scope: Scope;
      readonly body: JsonObject;
    };
    answer: { readonly bytes: string };
  };
  "ticket.put": { ask: { readonly ticket: Ticket }; answer: Record<never, never> };
  "ticket.drop": { ask: { readonly ticket: string }; answer: { readonly dropped: boolean } };
  stop: {
    ask: { readonly broadcasts: readonly string[] | "all"; readonly priority: number; readonly by: Actor };
    answer: {
      readonly stopped: readonly { readonly broadcast: string }[];
      readonly notFound: readonly string[];
      readonly refused: readonly { readonly broadcast: string; readonly code: string }[];
    };
  };
  onair: { ask: Record<never, never>; answer: { readonly broadcasts: readonly LiveBroadcast[] } };
  /** Speakers that would sound it and nothing else are left out. `broadcasts`: all that are named. */
  foresee: {
    ask: ForesightAsk;
    answer: {
      readonly speakers: readonly ForeseenSpeaker[];
      readonly broadcasts: readonly BroadcastFace[];
    };
  };
  /** Where the time of live talk goes, of the last minute. */
  latency: { ask: Record<never, never>; answer: LatencyView };
  /** Counters and gauges by name, for /metrics. */
  stats: { ask: Record<never, never>; answer: { readonly stats: Readonly<Record<string, number>> } };
}

export type AirCall = keyof AirCalls;
/** A request: `{type, id?, …}`. Without an id nothing is answered. */
export type AirRequest = {
  [C in AirCall]: { readonly type: C; readonly id?: number } & AirCalls[C]["ask"];
}[AirCall];
export type AirAnswer<C extends AirCall = AirCall> =
  | ({ readonly re: number; readonly ok: true } & AirCalls[C]["answer"])
  | { readonly re: number; readonly ok: false; readonly code: string; readonly detail: string };

/** What `air` says unasked. `at` is UTC ms. */
export type AirEvent =
  | {
      readonly type: "presence";
      readonly speaker: string;
      readonly online: boolean;
      readonly bootId: string;
      readonly at: number;
      /** connected, heartbeat, closed, will, heartbeat-lost, taken-over, disabled, … */
      readonly why: string;
    }
  | { readonly type: "status"; readonly speaker: string; readonly status: Status; readonly at: number }
  | {
      readonly type: "telemetry";
      readonly speaker: string;
      readonly telemetry: Telemetry;
      readonly at: number;
    }
  /** Speakers that began or ceased to sound a broadcast, by their own reports; `sounding`: how many do now. */
  | {
      readonly type: "sounding";
      readonly broadcast: string;
      readonly started: readonly string[];
      readonly stopped: readonly string[];
      readonly sounding: number;
      readonly at: number;
    }
  /** New lines are on disk up to there. */
  | ({ readonly type: "journal" } & JournalPosition)
  | ({ readonly type: "listening" } & Listening)
  | {
      readonly type: "trouble";
      readonly code: string;
      readonly detail: string;
      readonly speaker?: string;
      readonly at: number;
    };

export type AirMessage = AirAnswer | AirEvent;

export function encodeLine(message: unknown): string {
  return `${JSON.stringify(message)}\n`;
}

export type LineProblem = "line-too-long" | "bad-line";

/**
 * Cuts a byte stream into lines and reads each as JSON. After a problem nothing more is read: end the connection.
 * @param onValue called with each parsed value; what it means is the caller's to check
 */
export function lineReader(
  onValue: (value: unknown) => void,
  onProblem: (problem: LineProblem) => void,
  maxBytes: number = MAX_LINE_BYTES,
): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let held = 0;
  let broken = false;
  const fail = (problem: LineProblem) => {
    broken = true;
    parts = [];
    onProblem(problem);
  };
  return (chunk) => {
    let from = 0;
    while (!broken) {
      const end = chunk.indexOf(10, from);
      const rest = chunk.subarray(from, end < 0 ? chunk.length : end);
      if (held + rest.length > maxBytes) return fail("line-too-long");
      if (end < 0) {
        if (rest.length > 0) parts.push(rest);
        held += rest.length;
        return;
      }
      const line = parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      parts = [];
      held = 0;
      from = end + 1;
      if (line.length === 0) continue;
      let value: unknown;
      try {
        value = JSON.parse(line.toString("utf8"));
      } catch {
        return fail("bad-line");
      }
      onValue(value);
    }
  };
}
