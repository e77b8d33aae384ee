import { parse } from "yaml";
import { distance, middleOf, type Point } from "./plane";

/** A speaker of the town file, on the plane. */
export interface Standing extends Point {
  readonly name: string;
  readonly dyke: boolean;
}

/** A village as its speakers show it: they stand along its main street, around its square, at its school. */
export interface Village {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  readonly centre: Point;
  /** Along the main street, a unit vector. */
  readonly along: Point;
  readonly speakers: readonly Standing[];
  /** From one entrance to the other. */
  readonly mainStreet: readonly Point[];
}

export interface TownPlan {
  readonly villages: readonly Village[];
  /** West to east. */
  readonly dyke: readonly Standing[];
  /** Longitude and latitude in degrees. */
  degrees(point: Point): readonly [number, number];
}

interface TownFile {
  readonly sites: readonly { readonly id: string; readonly name: string; readonly parent?: string }[];
  readonly speakers: readonly {
    readonly name: string;
    readonly site: string;
    readonly at: readonly [number, number];
    readonly zones?: readonly string[];
  }[];
}

const METRES_PER_DEGREE = 111_195;

/** Reads what the drawing needs from the town file. */
export function planTown(yaml: string): TownPlan {
  const { sites, speakers } = parse(yaml) as TownFile;
  const lat = speakers.reduce((sum, { at }) => sum + at[0], 0) / speakers.length;
  const lon = speakers.reduce((sum, { at }) => sum + at[1], 0) / speakers.length;
  const east = METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180);
  const standing = speakers.map(({ name, site, at, zones }) => ({
    site,
    name,
    x: (at[1] - lon) * east,
    y: (at[0] - lat) * METRES_PER_DEGREE,
    dyke: zones?.includes("heti") ?? false,
  }));
  return {
    villages: sites
      .filter(({ parent }) => parent !== undefined)
      .map(({ id, name }) =>
        villageOf(
          id,
          name,
          standing.filter(({ site }) => site === id),
        ),
      ),
    dyke: standing.filter(({ dyke }) => dyke).sort((one, other) => one.x - other.x),
    degrees: ({ x, y }) => [lon + x / east, lat + y / METRES_PER_DEGREE],
  };
}

/** Names in English are the town file's ids but where those are words. */
const ENGLISH: Readonly<Record<string, string>> = { juweihui: "Xinglong", zhenzhongxin: "Town Centre" };

function villageOf(id: string, name: string, all: readonly Standing[]): Village {
  const speakers = all.filter(({ dyke }) => !dyke);
  const street = speakers.filter((each) => /(村口|路口|大街)\d+号$/.test(each.name));
  const [first = street[0], last = street[1]] = street.filter((each) => /(村口|路口)\d+号$/.test(each.name));
  if (!first || !last) throw new Error(`${id}: no speakers at its two entrances`);
  const length = distance(first, last);
  const along = { x: (last.x - first.x) / length, y: (last.y - first.y) / length };
  const mainStreet = [...street].sort(
    (one, other) => one.x * along.x + one.y * along.y - (other.x * along.x + other.y * along.y),
  );
  const square = speakers.filter((each) => /广场\d+号$/.test(each.name));
  return {
    id,
    name,
    nameEn: ENGLISH[id] ?? `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
    centre: middleOf(square.length > 0 ? square : speakers),
    along,
    speakers,
    mainStreet,
  };
}
