/**
 * Another broadcast held the speaker: whom `repeat` to `busy` is for. The controller decides with core's `isHeld`; that brings
 * zod and 60 kB into the page, so the words stand here once more, and a test holds the two together.
 */
export const HELD_REASONS: readonly string[] = ["busy", "outranked", "queued"];
