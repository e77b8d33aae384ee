import type { FrameDecoder } from "@dalaba/media";
import type { Offer } from "@dalaba/protocol";
import type { Placement } from "./level";
import type { ServerTime } from "./server-time";
import type { SlotTally } from "./slot-tally";

/** What comes out of the horn and when; the card knows when that truly was. All speakerTime. */
export interface Hears {
  chime(broadcast: string, fromUs: number, toUs: number): void;
  frame(broadcast: string, mediaTime: number, fromUs: number): void;
  sound(broadcast: string, toUs: number): void;
  voiced(broadcast: string, atUs: number): void;
  /** An offer was accepted: something is about to come (SPEC 8.1). */
  announced?(atUs: number): void;
}

export interface PlayerOptions {
  readonly offer: Offer;
  readonly placement: Placement;
  readonly time: ServerTime;
  readonly startedUs: number;
  readonly sampleRate: number;
  /** From handing a sample over to the converter: what no decision can take back, and no late frame make, µs. */
  readonly leadUs: number;
  readonly ceilingDb: number;
  /** Decodes and sounds; without one, arrivals are judged and counted. */
  readonly decoder: FrameDecoder | undefined;
  /** When only counting: finds where the voice begins. */
  readonly listener: FrameDecoder | undefined;
  /** When only counting: for whoever begins to listen in mid-broadcast. */
  readonly ear: () => FrameDecoder | undefined;
  readonly tally: SlotTally;
  readonly hears: Hears;
}
