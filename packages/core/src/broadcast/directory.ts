import type { Camera, Site, Speaker, Zone } from "../model";

/** What a target expression is resolved against: the town as it stands now, disabled speakers left out. */
export interface Directory {
  readonly sites: readonly Site[];
  readonly zones: readonly Zone[];
  readonly speakers: readonly Speaker[];
  readonly cameras: readonly Camera[];
}
