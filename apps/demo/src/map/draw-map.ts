import { drawLand } from "./land";
import { type Line, type Point, simplified } from "./plane";
import { drawRoads } from "./roads";
import { planTown } from "./town-plan";
import { drawVillage, outlineOf } from "./village-drawing";
import { drawWater } from "./water";

type Position = readonly [number, number];
interface Feature {
  readonly type: "Feature";
  readonly properties: Readonly<Record<string, string>>;
  readonly geometry: { readonly type: string; readonly coordinates: unknown };
}

/** The same seed draws the same map. */
const SEED = 20_240_601;

/**
 * Draws a map for the demo town from its town file alone: the villages around their speakers, their streets past
 * them, the river along those of the dyke. Nothing is traced or copied, and nothing lies where a real town has it.
 * @returns GeoJSON in WGS-84, a feature a line
 */
export function drawMap(townYaml: string): string {
  const plan = planTown(townYaml);
  const outlines = plan.villages.map((village, at) => outlineOf(village, SEED + at));
  const villages = plan.villages.map((village, at) =>
    drawVillage(village, outlines[at] ?? [], SEED + 100 + at),
  );
  const water = drawWater(plan, outlines);
  const roads = drawRoads(plan);
  const land = drawLand(
    plan.villages,
    {
      areas: [...outlines, water.river, ...water.creeks.map(({ ring }) => ring)],
      lines: [...water.dykes, ...roads.map(({ line }) => line)],
    },
    SEED,
  );

  /** Five digits are 1.1 m; the edges of fields and ponds do with four. */
  const position = (point: Point, digits: number): Position => {
    const [lon, lat] = plan.degrees(point);
    return [Number(lon.toFixed(digits)), Number(lat.toFixed(digits))];
  };
  const line = (points: Line, digits = 5) =>
    points.map((point) => position(point, digits)).filter((each, at, all) => isNew(each, all[at - 1]));
  const ring = (points: Line, digits = 5) => line([...points, points[0] as Point], digits);
  const coarse = (points: Line) => [ring(points, 4)];
  const feature = (kind: string, type: string, coordinates: unknown, name = "", nameEn = ""): Feature => ({
    type: "Feature",
    properties: { class: kind, ...(name === "" ? {} : { name, nameEn }) },
    geometry: { type, coordinates },
  });

  const features: Feature[] = [
    feature("field", "MultiPolygon", [land.beyond.map((each) => ring(each, 4)), ...land.fields.map(coarse)]),
    feature(
      "orchard",
      "MultiPolygon",
      land.orchards.filter(({ name }) => name === "").map((each) => coarse(each.ring)),
    ),
    ...land.orchards
      .filter(({ name }) => name !== "")
      .map((each) => feature("orchard", "Polygon", [ring(each.ring)], each.name, each.nameEn)),
    feature("water", "MultiPolygon", land.ponds.map(coarse)),
    ...water.creeks.map((each) => feature("river", "Polygon", [ring(each.ring)], each.name, each.nameEn)),
    feature("river", "Polygon", [ring(water.river)], "化龙河", "Hualong River"),
    ...water.dykes.map((each, at) =>
      feature(
        "dyke",
        "LineString",
        line(simplified(each, 1)),
        at === 0 ? "河堤" : "南堤",
        at === 0 ? "River Dyke" : "South Dyke",
      ),
    ),
    ...villages.flatMap((drawn) => [
      feature(
        "village",
        "Polygon",
        [ring(simplified([...drawn.outline], 2))],
        drawn.village.name,
        drawn.village.nameEn,
      ),
      ...drawn.squares.map((each) => feature("square", "Polygon", [ring(each.ring)], each.name, each.nameEn)),
      feature(
        "building",
        "MultiPolygon",
        drawn.buildings.map((each) => [ring(each)]),
      ),
      ...drawn.halls.map((each) => feature("building", "Polygon", [ring(each.ring)], each.name, each.nameEn)),
      feature(
        "street",
        "MultiLineString",
        drawn.streets.map((each) => line(each)),
      ),
    ]),
    ...roads.map((each) =>
      feature(each.class, "LineString", line(simplified(each.line, 1)), each.name, each.nameEn),
    ),
  ];
  const lines = features.map((each) => JSON.stringify(each)).join(",\n");
  return `{"type":"FeatureCollection","features":[\n${lines}\n]}\n`;
}

function isNew(one: Position, before: Position | undefined): boolean {
  return before === undefined || one[0] !== before[0] || one[1] !== before[1];
}
