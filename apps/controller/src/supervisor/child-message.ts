/** What the controller's process tells the supervisor over their channel. */
export type ChildMessage =
  | {
      /** Every listener of the town is open. Sent again when a port changed. */
      readonly type: "ready";
      readonly ports: TownPorts;
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
  readonly clock: number;
}

export function isChildMessage(message: unknown): message is ChildMessage {
  const type = (message as { type?: unknown } | null)?.type;
  return type === "ready" || type === "fatal";
}

/** Tells the supervisor; nobody listens when the process was started by itself. */
export function tellSupervisor(message: ChildMessage): void {
  process.send?.(message);
}
