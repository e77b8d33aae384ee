import { distanceMetres, type Speaker } from "@dalaba/core";
import type { DelayClass } from "@dalaba/protocol";

type Heard = Pick<Speaker, "id" | "place" | "delayClass" | "audibleMetres">;

const METRES_PER_DEGREE = 111_195;

/**
 * The delay class each speaker really gets: whoever stands within earshot of a `wan` speaker plays as late as it does
 * (wire.md 3), and so does whoever stands within earshot of that one. Two speakers are within earshot of each other
 * when the distance is no more than what the louder one carries.
 */
export function delayClasses(speakers: readonly Heard[]): ReadonlyMap<string, DelayClass> {
  const classes = new Map<string, DelayClass>(speakers.map(({ id, delayClass }) => [id, delayClass]));
  const slow = speakers.filter(({ delayClass }) => delayClass === "wan");
  if (slow.length === 0) return classes;
  const cells = new Cells(speakers);
  for (const one of slow)
    for (const other of cells.near(one)) {
      if (classes.get(other.id) === "wan") continue;
      if (distanceMetres(one.place, other.place) > Math.max(one.audibleMetres, other.audibleMetres)) continue;
      classes.set(other.id, "wan");
      slow.push(other);
    }
  return classes;
}

/** Squares of latitude and longitude at least as wide as the loudest speaker carries: earshot ends next door. */
class Cells {
  private readonly cells = new Map<string, Heard[]>();
  private readonly latStep: number;
  private readonly lonStep: number;

  constructor(speakers: readonly Heard[]) {
    const reach = speakers.reduce((most, { audibleMetres }) => Math.max(most, audibleMetres), 1);
    const furthest = speakers.reduce((most, { place }) => Math.max(most, Math.abs(place.lat)), 0);
    this.latStep = reach / METRES_PER_DEGREE;
    // A degree of longitude is shortest at the furthest from the equator; at a pole one cell holds all.
    this.lonStep = Math.min(360, this.latStep / Math.max(1e-6, Math.cos((furthest * Math.PI) / 180)));
    for (const speaker of speakers) {
      const name = this.name(this.row(speaker), this.column(speaker));
      const cell = this.cells.get(name);
      if (cell) cell.push(speaker);
      else this.cells.set(name, [speaker]);
    }
  }

  *near(speaker: Heard): Iterable<Heard> {
    const row = this.row(speaker);
    const column = this.column(speaker);
    for (let r = row - 1; r <= row + 1; r++)
      for (let c = column - 1; c <= column + 1; c++) yield* this.cells.get(this.name(r, c)) ?? [];
  }

  private row({ place }: Heard): number {
    return Math.floor(place.lat / this.latStep);
  }

  private column({ place }: Heard): number {
    return Math.floor(place.lon / this.lonStep);
  }

  private name(row: number, column: number): string {
    return `${row}:${column}`;
  }
}
