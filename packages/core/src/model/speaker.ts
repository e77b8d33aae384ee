import type { DelayClass } from "@dalaba/protocol";
import type { Place } from "../place/place";
import type { SiteId, SpeakerId } from "./ids";

/** A networked loudspeaker endpoint, as an installer describes it. */
export interface Speaker {
  readonly id: SpeakerId;
  readonly name: string;
  readonly site: SiteId;
  readonly place: Place;
  /** Which playout delay D it needs: wired (`lan`) or across a slow link (`wan`). */
  readonly delayClass: DelayClass;
  /** Gain in dB relative to full scale, -60 to 0. */
  readonly levelDb: number;
  /** Where the horn points: degrees clockwise from north, 0 to below 360; null for all around. */
  readonly bearing: number | null;
  /** Distance in metres at which speech is still understood, 1 to 5,000. */
  readonly audibleMetres: number;
  /** Make and model, as on the type plate; null where unknown. */
  readonly hardware: string | null;
}
