import type { DelayClass } from "@dalaba/protocol";

/** The town that `bench talk` measures: four villages that share its speakers, and a hamlet apart from them. */

export const VILLAGES = ["north", "east", "south", "west"] as const;
/** `to` of the whole town without the hamlet. */
export const TOWN = "site:town";
/** A speaker that is frozen in its own process, and those that witness when audio reaches a speaker. */
export const FROZEN = "frozen";
export const WITNESSES = ["witness-1", "witness-2", "witness-3", "witness-4"] as const;

/** Of the town's speakers, counted from 0. */
export const speakerId = (i: number): string => `speaker-${String(i + 1).padStart(3, "0")}`;

/** As town.yaml: speakers are dealt to the villages in turn, 60 m apart; `apart` are those of the hamlet. */
export function townFile(
  speakers: number,
  delayClass: DelayClass = "lan",
  apart: readonly string[] = [FROZEN, ...WITNESSES],
): string {
  const villageOf = (i: number): string => VILLAGES[i % VILLAGES.length] as string;
  const place = (i: number): string => `[${(23 + i * 0.00054).toFixed(6)}, 113.470000]`;
  const line = (id: string, site: string, i: number): string =>
    `  - { id: ${id}, name: ${id}, site: ${site}, at: ${place(i)}, delayClass: ${delayClass} }`;
  return [
    "version: 1",
    "coordinates: wgs84",
    "sites:",
    "  - { id: county, name: 县, timeZone: Asia/Shanghai }",
    "  - { id: town, name: 镇, parent: county }",
    ...VILLAGES.map((village) => `  - { id: ${village}, name: ${village}, parent: town }`),
    "  - { id: hamlet, name: hamlet, parent: county }",
    "rooms:",
    "  - { id: centre, name: 镇指挥中心, site: county, kind: centre }",
    "speakers:",
    ...Array.from({ length: speakers }, (_, i) => line(speakerId(i), villageOf(i), i)),
    ...apart.map((id, i) => line(id, "hamlet", speakers + i)),
    "",
  ].join("\n");
}
