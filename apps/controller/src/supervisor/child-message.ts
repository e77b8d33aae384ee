/** What the controller's process tells the supervisor over their channel. */
export type ChildMessage =
  | {
      /** Every listener of the town is open. Sent again when a port changed. */
      readonly type: "ready";
      readonly ports: TownPorts;
      readonly web: TownWeb;
      /** At the very first start without a password: the one-time link of the first administrator. */
      readonly signInLink: string | null;
    }
  /** It cannot start and trying again would not help; one line with the way out. */
  | { readonly type: "fatal"; readonly line: string };

export interface TownPorts {
  readonly http: number;
  readonly air: number;
  /** 0 with an external broker. */
  readonly mqtt: number;
  /** MQTT over TLS, where it is open. */
  readonly mqtts?: number;
  readonly clock: number;
}

export interface TownWeb {
  /** Console and API, as others reach them. */
  readonly url: string;
  /** The local authority that devices must trust; null without one. */
  readonly authority: {
    /** Its certificate, PEM, for programs of this machine. */
    readonly file: string;
    /** SHA-256, as `AB:CD:...`. */
    readonly fingerprint: string;
  } | null;
}

export function isChildMessage(message: unknown): message is ChildMessage {
  const type = (message as { type?: unknown } | null)?.type;
  return type === "ready" || type === "fatal";
}

/** Tells the supervisor; nobody listens when the process was started by itself. */
export function tellSupervisor(message: ChildMessage): void {
  process.send?.(message);
}
