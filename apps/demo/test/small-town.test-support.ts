/** The town file that whole-town tests are made of. */

export interface SmallTownOptions {
  readonly speakers: number;
  /**
   * `wan` unless named: a busy test machine stalls for longer than the 80 ms of `lan`. How fast the machine is, the
   * bench says.
   */
  readonly delayClass?: "lan" | "wan";
}

export const speakerId = (i: number): string => `sp-${String(i + 1).padStart(3, "0")}`;

/** One town with two villages; speakers alternate between them, 100 m apart: sp-001 east, sp-002 west, ... */
export function smallTown({ speakers, delayClass = "wan" }: SmallTownOptions): string {
  const lines = Array.from({ length: speakers }, (_, i) => {
    const village = i % 2 === 0 ? "east" : "west";
    const lat = (23.03 + i * 0.0009).toFixed(6);
    return `  - { id: ${speakerId(i)}, name: 喇叭${i + 1}号, site: ${village}, at: [${lat}, 113.470000], delayClass: ${delayClass} }`;
  });
  return [
    "version: 1",
    "coordinates: wgs84",
    "sites:",
    "  - { id: town, name: 小镇, timeZone: Asia/Shanghai }",
    "  - { id: east, name: 东村, parent: town }",
    "  - { id: west, name: 西村, parent: town }",
    "rooms:",
    "  - { id: centre, name: 镇指挥中心, site: town, kind: centre }",
    "  - { id: room-east, name: 东村值班室, site: east, kind: village }",
    "speakers:",
    ...lines,
    "",
  ].join("\n");
}
