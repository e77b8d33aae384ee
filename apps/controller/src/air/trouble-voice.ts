import type { Log } from "../log";
import type { AirEvent } from "./ipc";

/** The same trouble with the same speaker is told once in so long. */
const QUIET_MS = 10_000;
const MAX_REMEMBERED = 1024;

/** What whoever reads the log can do about it. */
const NEXT: Readonly<Record<string, string>> = {
  "wrong-password": "if it is ours, rotate its credentials and load them into it",
  "unknown-speaker": "add the speaker, or find out who tries",
  "speaker-disabled": "enable the speaker, or take it off the network",
  "client-id": "client id and user name must both be the speaker's id",
  "will-topic": "the speaker's will must go to its own st",
  "forbidden-publish": "its credential may be stolen: rotate it",
  "forbidden-subscribe": "its credential may be stolen, or its cfg is old",
  flood: "look at that speaker's firmware; its connection was ended",
  "flood-paused": "look at that speaker's firmware; it was paused for a second",
  "packet-too-long": "look at that speaker's firmware; its connection was ended",
  "broker-unreachable": "check DALABA_MQTT_URL and that the broker runs; air tries again every second",
  "broker-rights": "let the controller's user subscribe to pa/d/+/#: dalaba broker export mosquitto",
  "journal-failed": "free space on the disk of DALABA_DATA; air keeps the lines and tries again",
  "recording-failed": "free space on the disk of DALABA_DATA; the talk itself goes on",
  "signer-unavailable": "the signer is started again by itself; if it stays, restart air",
  "keys-missing": "restore the keys folder from a backup",
  "keys-damaged": "restore the keys folder from a backup",
  frozen: "look at that speaker's power and network",
};

/** Says what is wrong, to the log and to the controller, without drowning either. */
export class TroubleVoice {
  readonly #log: Log;
  readonly #tell: (event: AirEvent) => void;
  readonly #utcMs: () => number;
  readonly #said = new Map<string, number>();

  constructor(log: Log, tell: (event: AirEvent) => void, utcMs: () => number) {
    this.#log = log;
    this.#tell = tell;
    this.#utcMs = utcMs;
  }

  say(code: string, detail: string, speaker?: string): void {
    const at = this.#utcMs();
    const key = `${code} ${speaker ?? detail}`;
    if (at - (this.#said.get(key) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return;
    this.#said.delete(key);
    this.#said.set(key, at);
    if (this.#said.size > MAX_REMEMBERED) this.#said.delete(this.#said.keys().next().value as string);
    const fields = { code, detail, ...(speaker === undefined ? {} : { speaker }) };
    this.#log.warn(fields, `${code}: ${NEXT[code] ?? "see docs/errors.md"}`);
    this.#tell({ type: "trouble", ...fields, at });
  }
}
