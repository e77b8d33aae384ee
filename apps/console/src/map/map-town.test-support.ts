import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { MapSpeaker } from "./map-types";

export const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** The demo town's speakers, all of them online. Its file has one a line. */
export function townSpeakers(): MapSpeaker[] {
  const text = readFileSync(join(root, "apps/demo/town.yaml"), "utf8");
  const speakers = text.slice(text.indexOf("\nspeakers:"), text.indexOf("\ncameras:")).split("\n");
  return speakers.flatMap((line): MapSpeaker[] => {
    const [, id, name, lat, lon] =
      /id: ([^,]+), name: ([^,]+),.* at: \[([\d.]+), ([\d.]+)\]/.exec(line) ?? [];
    if (!id || !name) return [];
    const number = (key: string) => new RegExp(`${key}: (\\d+)`).exec(line)?.[1];
    return [
      {
        id,
        name,
        lat: Number(lat),
        lon: Number(lon),
        bearing: Number(number("bearing")) || null,
        audibleMetres: Number(number("audibleMetres") ?? 250),
        state: "online",
        selected: false,
      },
    ];
  });
}
