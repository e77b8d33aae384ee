import { curve, distance, type Line, type Point } from "./plane";
import type { TownPlan, Village } from "./town-plan";

export interface Road {
  readonly class: "road-main" | "road";
  readonly name: string;
  readonly nameEn: string;
  readonly line: Line;
}

/** Two entrances of different villages that a road joins. */
interface Link {
  readonly one: Village;
  readonly other: Village;
  readonly from: Point;
  readonly to: Point;
  readonly length: number;
}

/** A detour longer than this is worth a second road. Metres. */
const SHORT_CUT = 1450;

/** Through the villages along their main streets, between them from entrance to entrance. */
export function drawRoads(plan: TownPlan): Road[] {
  const of = (id: string): Village => {
    const found = plan.villages.find((village) => village.id === id);
    if (!found) throw new Error(`no village ${id}`);
    return found;
  };
  const avenues = drawAvenues(plan, of);
  const along = new Set(["xicun", "zhenzhongxin", "dongcun"]);
  const streets = plan.villages
    .filter(({ id }) => !along.has(id))
    .map((village): Road => {
      const name = village.speakers.find((each) => /大街\d+号$/.test(each.name))?.name.replace(/\d+号$/, "");
      return {
        class: "road",
        name: name ?? "",
        nameEn: `${village.nameEn} Street`,
        line: curve(village.mainStreet, 60),
      };
    });
  const lanes = linksOf(plan.villages, along).map(({ from, to, one, other }): Road => {
    const bend = 0.08 * distance(from, to) * (one.id < other.id ? 1 : -1);
    const length = distance(from, to);
    const middle = {
      x: (from.x + to.x) / 2 + ((to.y - from.y) / length) * bend,
      y: (from.y + to.y) / 2 - ((to.x - from.x) / length) * bend,
    };
    return { class: "road", name: "", nameEn: "", line: curve([from, middle, to], 60) };
  });
  return [...lanes, ...streets, ...avenues];
}

/** The two that the town hangs on: west to east along three main streets, north to south over the river. */
function drawAvenues(plan: TownPlan, of: (id: string) => Village): Road[] {
  const eastward = (id: string) => [...of(id).mainStreet].sort((one, other) => one.x - other.x);
  const [west, centre, east] = [eastward("xicun"), eastward("zhenzhongxin"), eastward("dongcun")];
  const [gate, exit] = [west[0] as Point, east[east.length - 1] as Point];
  const hub = of("zhenzhongxin").centre;
  const bank = plan.dyke[Math.floor(plan.dyke.length / 2) - 1] as Point;
  return [
    {
      class: "road-main",
      name: "化龙大道",
      nameEn: "Hualong Avenue",
      line: curve(
        [
          { x: gate.x - 15_000, y: gate.y - 900 },
          { x: gate.x - 3300, y: gate.y + 480 },
          { x: gate.x - 1300, y: gate.y + 120 },
          ...west,
          ...centre,
          ...east,
          { x: exit.x + 900, y: exit.y - 60 },
          { x: exit.x + 3600, y: exit.y - 420 },
          { x: exit.x + 15_000, y: exit.y + 1300 },
        ],
        70,
      ),
    },
    {
      class: "road-main",
      name: "镇北路",
      nameEn: "North Road",
      line: curve(
        [
          { x: hub.x + 900, y: hub.y + 17_500 },
          { x: hub.x - 420, y: hub.y + 5900 },
          { x: hub.x - 900, y: hub.y + 4100 },
          { x: hub.x + 330, y: hub.y + 2500 },
          { x: hub.x + 300, y: hub.y + 1300 },
          { x: hub.x + 40, y: hub.y + 420 },
          { x: hub.x + 6, y: hub.y + 10 },
        ],
        70,
      ),
    },
    {
      class: "road-main",
      name: "镇南路",
      nameEn: "South Road",
      line: curve(
        [
          { x: hub.x + 6, y: hub.y + 10 },
          { x: hub.x + 50, y: hub.y - 620 },
          { x: hub.x + 560, y: hub.y - 1500 },
          { x: bank.x + 420, y: bank.y + 260 },
          { x: bank.x + 450, y: bank.y - 620 },
          { x: bank.x + 700, y: bank.y - 2600 },
          { x: bank.x - 200, y: bank.y - 15_000 },
        ],
        70,
      ),
    },
  ];
}

/** The shortest roads that join all, and those that spare a long way round. */
function linksOf(villages: readonly Village[], avenue: ReadonlySet<string>): Link[] {
  const all: Link[] = [];
  villages.forEach((one, at) => {
    for (const other of villages.slice(at + 1)) {
      for (const from of endsOf(one)) {
        for (const to of endsOf(other)) all.push({ one, other, from, to, length: distance(from, to) });
      }
    }
  });
  all.sort((a, b) => a.length - b.length);
  const group = new Map(villages.map(({ id }) => [id, avenue.has(id) ? "avenue" : id]));
  const joined = new Set<string>();
  return all.filter(({ one, other, length }) => {
    const pair = `${one.id} ${other.id}`;
    const [a, b] = [group.get(one.id), group.get(other.id)];
    if (joined.has(pair) || (avenue.has(one.id) && avenue.has(other.id))) return false;
    if (a === b && length > SHORT_CUT) return false;
    joined.add(pair);
    if (a !== b) for (const [id, held] of group) if (held === b) group.set(id, a ?? id);
    return true;
  });
}

function endsOf({ mainStreet }: Village): Point[] {
  return [mainStreet[0] as Point, mainStreet[mainStreet.length - 1] as Point];
}
