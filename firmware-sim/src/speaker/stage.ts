import type { ClockFilter, FrameDecoder } from "@dalaba/media";
import type { EndReason, Offer, Receipt, Retime, Update } from "@dalaba/protocol";
import type { StoredProgramme } from "../programme/stored-programme";
import type { BroadcastPlayer } from "./broadcast-player";
import type { FactoryLimits } from "./factory-limits";
import type { Placement } from "./level";
import type { Hears } from "./player-options";

/** What arbitration decides is done here. */
export interface Stage {
  start(offer: Offer, ducked: boolean, nowUs: number): void;
  /** `by`: the broadcast that ended it, or "". */
  end(broadcast: string, because: EndReason, by: string, nowUs: number): void;
  duck(broadcast: string, by: string): void;
  suspend(broadcast: string, by: string, nowUs: number): void;
  rejoin(broadcast: string, ducked: boolean, nowUs: number): void;
  /** True when the end is still to come: the stage then ends it there, for that reason, and tells (SPEC 8.6). */
  endAt(broadcast: string, endMediaTime: number, because: EndReason, nowUs: number): boolean;
  retime(retime: Retime): boolean;
  update(update: Update): boolean;
  /** It sounds a clip of its own and needs no audio (SPEC 13.5). */
  fed(broadcast: string): boolean;
}

export interface StagePorts {
  readonly filter: ClockFilter;
  readonly sampleRate: number;
  readonly leadUs: number;
  readonly limits: FactoryLimits;
  readonly hears: Hears;
  utcMs(atUs: number): number | undefined;
  placement(): Placement;
  /** undefined: this speaker counts without decoding. */
  decoder(): FrameDecoder | undefined;
  listener(): FrameDecoder | undefined;
  done(decoder: FrameDecoder): void;
  started(player: BroadcastPlayer, nowUs: number): void;
  receipt(receipt: Receipt): void;
  /** It ended by itself: arbitration is to be told. */
  ended(broadcast: string, because: EndReason, nowUs: number): void;
  readonly programme: Pick<StoredProgramme, "clipOf" | "keeps" | "isOwn" | "begun">;
  subscribe(topic: string): void;
  unsubscribe(topic: string): void;
}
