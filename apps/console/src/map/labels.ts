/** A rectangle of the plane. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface LabelRequest {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  /** Half the size of the marker, which the text keeps clear of. */
  readonly radius: number;
  /** Whoever is lower comes first and may hide the rest. */
  readonly order: number;
  /** Rather on a marker than not at all; never on another text. */
  readonly insists?: boolean;
}

/** The middle of a text that found room. */
export interface Label {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly order: number;
}

const CELL_PX = 64;

/** Rectangles that are taken: whoever comes later has to look elsewhere. */
export class Taken {
  readonly #cells = new Map<string, Box[]>();

  add(box: Box): void {
    for (const key of cellsOf(box)) {
      const held = this.#cells.get(key);
      if (held) held.push(box);
      else this.#cells.set(key, [box]);
    }
  }

  meets(box: Box): boolean {
    for (const key of cellsOf(box)) {
      for (const other of this.#cells.get(key) ?? []) {
        const apart =
          box.right <= other.left ||
          box.left >= other.right ||
          box.bottom <= other.top ||
          box.top >= other.bottom;
        if (!apart) return true;
      }
    }
    return false;
  }
}

function* cellsOf(box: Box): Generator<string> {
  const right = Math.floor(box.right / CELL_PX);
  const bottom = Math.floor(box.bottom / CELL_PX);
  for (let column = Math.floor(box.left / CELL_PX); column <= right; column++) {
    for (let row = Math.floor(box.top / CELL_PX); row <= bottom; row++) yield `${column},${row}`;
  }
}

/**
 * Puts each text below, above, right or left of its marker, where it covers neither another text nor an obstacle;
 * who finds no room stays without.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  obstacles: Iterable<Box>,
  heightPx: number,
): Label[] {
  const markers = new Taken();
  const texts = new Taken();
  for (const obstacle of obstacles) markers.add(obstacle);
  const placed: Label[] = [];
  for (const request of [...requests].sort((one, other) => one.order - other.order)) {
    const spots = spotsOf(request, heightPx).filter(({ box }) => !texts.meets(box));
    const spot = spots.find(({ box }) => !markers.meets(box)) ?? (request.insists ? spots[0] : undefined);
    if (!spot) continue;
    texts.add(spot.box);
    placed.push({ text: request.text, x: spot.x, y: spot.y, order: request.order });
  }
  return placed;
}

function spotsOf({ x, y, width, radius }: LabelRequest, height: number) {
  const aside = radius + 3 + width / 2;
  const away = radius + 2 + height / 2;
  return [
    { x, y: y + away },
    { x, y: y - away },
    { x: x + aside, y },
    { x: x - aside, y },
  ].map((spot) => ({ ...spot, box: boxAround(spot.x, spot.y, width, height) }));
}

export function boxAround(x: number, y: number, width: number, height: number): Box {
  return { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
}
