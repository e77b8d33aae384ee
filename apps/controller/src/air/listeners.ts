import type { AirOptions } from "./air-options";
import type { ClockAnswer } from "./clock-answer";
import { ClockSocket } from "./clock-socket";
import type { Counters } from "./counters";
import type { Downlink, UplinkListener } from "./downlink";
import { EmbeddedBroker } from "./embedded-broker";
import { ExternalBroker } from "./external-broker";
import type { DocumentEntry, Listening } from "./ipc";
import type { PresenceBoard } from "./presence-board";
import type { SpeakerBook } from "./speaker-book";

export interface ListenerParts {
  readonly options: AirOptions;
  readonly book: SpeakerBook;
  readonly board: PresenceBoard;
  readonly counters: Counters;
  readonly clockAnswer: ClockAnswer;
  readonly listener: UplinkListener;
  offered(speaker: string): ReadonlySet<string>;
}

/** The way down, with every retained document in place and nobody connected yet. */
export async function openDownlink(
  parts: ListenerParts,
  documents: readonly DocumentEntry[],
): Promise<{
  readonly downlink: Downlink;
  listen(): Promise<number>;
  /** undefined: not asked for, or there is a broker of somebody else. */
  listenTls(): Promise<number | undefined>;
}> {
  const { options, book, board, counters, listener } = parts;
  const { clocks, mqttUrl, host, mqttPort, mqttsPort = null, certificate = null } = options;
  if (mqttUrl !== null) {
    const online = (speaker: string) => board.online(speaker);
    const downlink = new ExternalBroker(mqttUrl, { clocks, counters, listener, online });
    await downlink.putDocuments(documents);
    // No listener of our own.
    return { downlink, listen: async () => 0, listenTls: async () => undefined };
  }
  const offered = (speaker: string) => parts.offered(speaker);
  const broker = await EmbeddedBroker.create({ book, clocks, counters, listener, offered });
  await broker.putDocuments(documents);
  return {
    downlink: broker,
    listen: () => broker.listen(host, mqttPort),
    listenTls: async () =>
      mqttsPort === null || certificate === null ? undefined : broker.listen(host, mqttsPort, certificate),
  };
}

export function openClock(
  parts: ListenerParts,
): Promise<{ readonly clock: ClockSocket; readonly port: number }> {
  const { options, clockAnswer, counters, listener } = parts;
  return ClockSocket.open(options.host, options.clockPort, {
    answer: clockAnswer,
    clocks: options.clocks,
    counters,
    onFault: (detail) => listener.refused("clock-socket", detail),
  });
}

/** Why a listener did not open, as a code and a sentence that names the port's setting. */
export function listenFault(
  error: unknown,
  options: AirOptions,
  which: keyof Listening,
): { readonly ok: false; readonly code: "port-taken" | "listen-failed"; readonly detail: string } {
  const settings = {
    mqtt: ["DALABA_MQTT_PORT", options.mqttPort],
    mqtts: ["DALABA_MQTTS_PORT", options.mqttsPort ?? 0],
    clock: ["DALABA_CLOCK_PORT", options.clockPort],
    talk: ["DALABA_AIR_PORT", options.talkPort],
  } as const;
  const [name, port] = settings[which];
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "EADDRINUSE"
    ? { ok: false, code: "port-taken", detail: `port ${port} is taken; free it or set ${name} to another` }
    : { ok: false, code: "listen-failed", detail: `${name} ${port} on ${options.host}: ${message}` };
}
