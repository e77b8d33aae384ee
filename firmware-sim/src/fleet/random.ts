/** A seeded source of numbers in [0, 1): the same seed gives the same town. */
export type Random = () => number;

/** Mulberry32, seeded by a number and a name, so that each speaker's dice are its own whatever the others throw. */
export function seededRandom(seed: number, name: string): Random {
  let state = seed >>> 0;
  for (let i = 0; i < name.length; i++)
    state = (Math.imul(state ^ name.charCodeAt(i), 0x01000193) + 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
