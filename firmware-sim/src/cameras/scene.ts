/** What happens before a simulated camera. Pure: `nowMs` is the caller's monotonic time. */

export const SCENARIOS = ["bicycle-thief", "illegal-parking", "help-point", "gathering"] as const;
export type Scenario = (typeof SCENARIOS)[number];

export interface Scene {
  readonly scenario: Scenario;
  readonly beganMs: number;
  /** When words first sounded at the spot; null: nothing was said yet. */
  readonly heardMs: number | null;
}

/** Parts of the picture's width and height, from its upper left corner; feet and wheels stand on `y`. */
export interface Figure {
  readonly kind: "person" | "bicycle" | "car" | "post";
  readonly x: number;
  readonly y: number;
  /** Of a bicycle that was dropped. */
  readonly lies?: boolean;
  /** Runs, or pedals. */
  readonly hurries?: boolean;
}

export type Ending = "happening" | "stopped" | "done";

/** How long it takes people to understand that they are meant, ms. */
const STARTLED_MS = 700;
const LEAVING_MS = 3_500;
/** Nobody said anything: he has the lock open. */
const UNLOCKED_MS = 45_000;
const WALKING_MS = 4_000;
const SPOT = { x: 0.55, y: 0.78 };

/** Who stands where, and how it goes. After it ended the place is as it was left. */
export function sceneAt(
  scene: Scene,
  nowMs: number,
): { readonly figures: readonly Figure[]; readonly ending: Ending } {
  const sinceMs = nowMs - scene.beganMs;
  const fledMs = scene.heardMs === null ? -1 : nowMs - scene.heardMs - STARTLED_MS;
  const ending: Ending = fledMs >= 0 ? "stopped" : sinceMs >= UNLOCKED_MS ? "done" : "happening";
  switch (scene.scenario) {
    case "bicycle-thief":
      return { figures: thief(sinceMs, fledMs, ending), ending };
    case "illegal-parking":
      return { figures: parking(sinceMs, fledMs), ending: ending === "done" ? "happening" : ending };
    case "help-point":
      return { figures: helpPoint(sinceMs), ending: ending === "done" ? "happening" : ending };
    case "gathering":
      return { figures: gathering(fledMs), ending: ending === "done" ? "happening" : ending };
  }
}

const part = (ms: number, ofMs: number): number => Math.min(1, Math.max(0, ms / ofMs));

function thief(sinceMs: number, fledMs: number, ending: Ending): Figure[] {
  const bicycle: Figure = { kind: "bicycle", ...SPOT };
  if (ending === "stopped") {
    const away = part(fledMs, LEAVING_MS);
    const gone =
      away >= 1 ? [] : [{ kind: "person" as const, x: SPOT.x + 0.04 + away * 0.6, y: SPOT.y, hurries: true }];
    return [{ ...bicycle, lies: true }, ...gone];
  }
  if (ending === "done") {
    const away = part(sinceMs - UNLOCKED_MS, LEAVING_MS);
    const x = SPOT.x - away * 0.75;
    return away >= 1
      ? []
      : [
          { ...bicycle, x, hurries: true },
          { kind: "person", x, y: SPOT.y - 0.05 },
        ];
  }
  const there = part(sinceMs, WALKING_MS);
  // He looks over his shoulder while he works at the lock.
  const sway = there < 1 ? 0 : Math.sin(sinceMs / 350) * 0.008;
  return [bicycle, { kind: "person", x: 0.1 + (SPOT.x - 0.06) * there + sway, y: SPOT.y }];
}

function parking(sinceMs: number, fledMs: number): Figure[] {
  const arrived = part(sinceMs, WALKING_MS);
  const away = part(fledMs, LEAVING_MS);
  return away >= 1 ? [] : [{ kind: "car", x: 1.1 - 0.5 * arrived - away * 0.9, y: 0.82 }];
}

function helpPoint(sinceMs: number): Figure[] {
  const there = part(sinceMs, WALKING_MS);
  return [
    { kind: "post", x: 0.7, y: 0.78 },
    { kind: "person", x: 0.2 + 0.46 * there, y: 0.78 },
  ];
}

function gathering(fledMs: number): Figure[] {
  const away = part(fledMs, LEAVING_MS);
  if (away >= 1) return [];
  return [0, 1, 2, 3, 4].map((n) => ({
    kind: "person",
    x: 0.4 + n * 0.05 + (n < 2 ? -1 : 1) * away * 0.6,
    y: 0.74 + (n % 2) * 0.05,
    hurries: away > 0,
  }));
}
