import type { AirLink } from "./air-link";
import type { Log } from "./log";
import type { TownPorts } from "./supervisor/child-message";
import type { TroubleBoard } from "./trouble";

export interface WatchAirParts {
  readonly air: AirLink;
  readonly troubles: TroubleBoard;
  readonly log: Log;
  httpPort(): number | undefined;
  /** Every listener of the town is open; again when `air` came back. */
  onReady(ports: TownPorts): void;
}

/** Says that the town is not ready while `air` does not answer or does not listen, and when it is. */
export function watchAir(parts: WatchAirParts): { check(): void; stop(): void } {
  const { air, troubles, log } = parts;
  let wasConnected = false;
  const check = (): void => {
    const http = parts.httpPort();
    const ports = air.peer?.ports;
    if (ports && http !== undefined) {
      troubles.clear("air");
      parts.onReady({
        http,
        air: ports.talk,
        mqtt: ports.mqtt,
        clock: ports.clock,
        ...(ports.mqtts === undefined ? {} : { mqtts: ports.mqtts }),
      });
    } else if (air.peer === null && wasConnected) {
      troubles.hang("air", { code: "air-unreachable", detail: "air does not answer; it is started again" });
    } else {
      troubles.hang("air", { code: "air-starting", detail: "air does not listen yet" });
    }
  };
  const leave = [
    air.onPeer((connected) => {
      if (!connected) log.warn({}, "air is away; it starts again by itself, and its talks have ended");
      wasConnected ||= connected;
      check();
    }),
    air.onEvent(({ type }) => {
      if (type === "listening") check();
    }),
  ];
  check();
  return {
    check,
    stop: () => {
      for (const off of leave) off();
    },
  };
}
