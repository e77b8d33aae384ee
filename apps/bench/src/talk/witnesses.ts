import { type Fleet, startFleet } from "@dalaba/firmware-sim";
import { AUDIO_CONTEXT, type Credentials, FRAME_SAMPLES, viewOf } from "@dalaba/protocol";
import { nodeCrypto } from "@dalaba/protocol/node";
import { nowUs } from "./wait";

/** When an audio message reached a speaker. */
export interface Arrival {
  readonly broadcast: string;
  /** 20 ms frames from the start of the timeline. */
  readonly frame: number;
  readonly atUs: number;
}

/** `context ‖ 0x00` stands before the message (SPEC, audio signatures). */
const MESSAGE_AT = AUDIO_CONTEXT.length + 1;
const BROADCAST_AT = MESSAGE_AT + 8;
const MEDIA_TIME_AT = MESSAGE_AT + 20;

/** Reads which frame a signature is over; undefined when it is not an audio message's. */
export function arrivalOf(signed: Uint8Array, atUs: number): Arrival | undefined {
  if (signed.length < MEDIA_TIME_AT + 4) return undefined;
  for (let i = 0; i < AUDIO_CONTEXT.length; i++)
    if (signed[i] !== AUDIO_CONTEXT.charCodeAt(i)) return undefined;
  const view = viewOf(signed);
  return {
    broadcast: view.getBigUint64(BROADCAST_AT).toString(16).padStart(16, "0"),
    frame: view.getUint32(MEDIA_TIME_AT) / FRAME_SAMPLES,
    atUs,
  };
}

/** From a frame's way into the uplink to its arrival at a speaker, ms; frames the sender did not note are left out. */
export function transitMsOf(
  arrivals: readonly Arrival[],
  broadcast: string,
  sentUs: readonly number[],
  fromUs = 0,
  toUs = Number.POSITIVE_INFINITY,
): number[] {
  return arrivals.flatMap((arrival) => {
    const sent = sentUs[arrival.frame];
    if (arrival.broadcast !== broadcast || sent === undefined || sent < fromUs || sent > toUs) return [];
    return [(arrival.atUs - sent) / 1000];
  });
}

/**
 * Honest simulated speakers inside the bench that note when audio reaches them: their signature check is listened to,
 * since that is the first thing a speaker does with a message.
 */
export class Witnesses {
  readonly arrivals: readonly Arrival[];
  readonly #fleet: Fleet;

  private constructor(fleet: Fleet, arrivals: readonly Arrival[]) {
    this.#fleet = fleet;
    this.arrivals = arrivals;
  }

  static async start(credentials: readonly Credentials[]): Promise<Witnesses> {
    const arrivals: Arrival[] = [];
    const fleet = await startFleet({
      credentials,
      full: credentials.length,
      connectWithinMs: 500,
      crypto: {
        ...nodeCrypto,
        verify: (publicKey, bytes, signature) => {
          const arrival = arrivalOf(bytes, nowUs());
          if (arrival !== undefined) arrivals.push(arrival);
          return nodeCrypto.verify(publicKey, bytes, signature);
        },
      },
    });
    await fleet.whenOnline(credentials.length, 15_000);
    return new Witnesses(fleet, arrivals);
  }

  end(): Promise<void> {
    return this.#fleet.close();
  }
}
