import { type CoordinateSystem, fromWgs84, type Place, roundPlace } from "../place";
import { LISTENING_POINT_WEIGHT, SPEAKER_DEFAULTS, TOWN_VERSION, type TownDocumentInput } from "./document";
import { mapDocument } from "./map-layer";
import { TOWN_KINDS, type Town } from "./town";

/** The document of a town, defaults and empty members left out. Reading it back gives the same town. */
export function townDocument(town: Town, coordinates: CoordinateSystem = "wgs84"): TownDocumentInput {
  const at = (place: Place): [number, number] => {
    const { lat, lon } = roundPlace(fromWgs84(place, coordinates));
    return [lat, lon];
  };
  return {
    version: TOWN_VERSION,
    coordinates,
    sites: town.sites.map(({ id, name, parent, timeZone }) => ({
      id,
      name,
      ...(parent === null ? {} : { parent }),
      ...(timeZone === null ? {} : { timeZone }),
    })),
    rooms: town.rooms.map(({ kind, ...room }) => ({ ...room, ...(kind === "village" ? {} : { kind }) })),
    zones: [...town.zones],
    speakers: town.speakers.map(
      ({ place, delayClass, levelDb, bearing, audibleMetres, hardware, zones, ...rest }) => ({
        ...rest,
        at: at(place),
        ...(delayClass === SPEAKER_DEFAULTS.delayClass ? {} : { delayClass }),
        ...(levelDb === SPEAKER_DEFAULTS.levelDb ? {} : { levelDb }),
        ...(bearing === null ? {} : { bearing }),
        ...(audibleMetres === SPEAKER_DEFAULTS.audibleMetres ? {} : { audibleMetres }),
        ...(zones.length === 0 ? {} : { zones: [...zones] }),
        ...(hardware === null ? {} : { hardware }),
      }),
    ),
    cameras: town.cameras.map(({ place, bearing, fieldOfView, ...rest }) => ({
      ...rest,
      at: at(place),
      ...(bearing === null ? {} : { bearing }),
      ...(fieldOfView === null ? {} : { fieldOfView }),
    })),
    listeningPoints: town.listeningPoints.map(({ place, weight, ...rest }) => ({
      ...rest,
      at: at(place),
      ...(weight === LISTENING_POINT_WEIGHT ? {} : { weight }),
    })),
    maps: town.maps.map(mapDocument),
  };
}

/** The document as YAML, one thing a line, so that a change of one speaker is one changed line. */
export function townYaml(document: TownDocumentInput): string {
  const lines = [`version: ${document.version}`, `coordinates: ${document.coordinates}`];
  for (const kind of TOWN_KINDS) {
    const items = document[kind] ?? [];
    if (items.length === 0) continue;
    lines.push("", `${kind}:`, ...items.map((item) => `  - ${flow(item)}`));
  }
  return `${lines.join("\n")}\n`;
}

/** Words that YAML 1.1 readers take for something else than text. */
const NOT_TEXT = /^(true|false|yes|no|on|off|y|n|null|nan|inf)$/i;
/** Letters of any script first, then nothing that means anything in YAML's flow style. */
const PLAIN = /^\p{L}[\p{L}\p{N}_./-]*$/u;

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (value !== null && typeof value === "object")
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${key}: ${flow(member)}`)
      .join(", ")} }`;
  if (typeof value === "string" && PLAIN.test(value) && !NOT_TEXT.test(value)) return value;
  return JSON.stringify(value);
}
