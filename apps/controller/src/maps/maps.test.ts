import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { MapLayerReply } from "@dalaba/api";
import { fromWgs84, planTown, readTown } from "@dalaba/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BOOT_TOKEN, grant, realSound, type TestSide, testSide } from "../http/http-side.test-support";
import { mapHandlers } from "../http/routes/maps";

let folder: string;
let side: TestSide;

const MAPS = [
  { id: "roads", name: "路", kind: "geojson", path: "roads.geojson", coordinates: "wgs84" },
  { id: "amap", name: "高德", kind: "geojson", path: "amap.geojson", coordinates: "gcj02" },
  {
    id: "base",
    name: "底图",
    kind: "pmtiles",
    path: "base.pmtiles",
    coordinates: "wgs84",
    attribution: "测绘院",
  },
  { id: "sat", name: "影像", kind: "tiles", path: "sat", coordinates: "gcj02", format: "webp", maxZoom: 17 },
  { id: "vector", name: "矢量", kind: "tiles", path: "vector", coordinates: "wgs84", format: "pbf" },
  {
    ...{ id: "plan", name: "旧图", kind: "plan", path: "plans/east.jpg", coordinates: "gcj02", site: "east" },
    pins: [
      { x: 0, y: 0, at: [23.05, 113.45] },
      { x: 2_000, y: 0, at: [23.05, 113.5] },
      { x: 0, y: 1_500, at: [23.02, 113.45] },
    ],
  },
];
const POINT = { lat: 23.0301, lon: 113.4702 };
const pointOf = ({ lat, lon }: typeof POINT) => ({ type: "Point", coordinates: [lon, lat] });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-maps-"));
  const put = (path: string, bytes: string | Buffer): void => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  };
  put("maps/roads.geojson", JSON.stringify(pointOf(POINT)));
  put("maps/amap.geojson", JSON.stringify(pointOf(fromWgs84(POINT, "gcj02"))));
  put("maps/base.pmtiles", "PMTiles-0123456789");
  put("maps/sat/17/1/2.webp", "tile");
  put("maps/vector/3/1/2.pbf", gzipSync("vector tile"));
  put("maps/plans/east.jpg", "jpeg");
  put("secret.json", "{}");
  side = await testSide((made) => {
    const real = realSound(made);
    const { sound } = real;
    if (!sound) throw new Error("no sound side");
    return { ...real, sound: { ...sound, maps: mapHandlers({ store: made.store, dataFolder: folder }) } };
  });
  const wanted = readTown({ version: 1, coordinates: "wgs84", maps: MAPS });
  if (!wanted.ok) throw new Error(wanted.detail);
  const plan = planTown(side.store.town.current(), wanted.value, { prune: false });
  if (!plan.ok) throw new Error(plan.detail);
  side.store.town.apply(plan.value, 0);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const get = (path: string, headers: Record<string, string> = {}, token = BOOT_TOKEN) =>
  side.request("GET", `/api/v1/maps${path}`, { token, headers });
const list = async (token = BOOT_TOKEN) => {
  const { items } = (await (await get("", {}, token)).json()) as { items: MapLayerReply[] };
  return items;
};
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe("the layers of the map", () => {
  it("are listed with where they are served, whether they are there, and in which system", async () => {
    const layers = Object.fromEntries((await list()).map((layer) => [layer.id, layer]));
    expect(layers.amap).toMatchObject({
      coordinates: "wgs84",
      url: "/api/v1/maps/amap/file",
      available: true,
    });
    expect(layers.sat).toMatchObject({
      ...{ coordinates: "gcj02", format: "webp", maxZoom: 17, available: true, bytes: null },
      url: "/api/v1/maps/sat/tiles/{z}/{x}/{y}.webp",
    });
    expect(layers.base).toMatchObject({ bytes: 18, attribution: "测绘院", site: null });
    expect(layers["e-map"]).toMatchObject({ available: false, bytes: null });
    const [first] = layers.plan?.pins ?? [];
    expect(first?.x).toBe(0);
    const shifted = fromWgs84({ lat: first?.lat ?? 0, lon: first?.lon ?? 0 }, "gcj02");
    expect(shifted.lat).toBeCloseTo(23.05, 6);
    expect(shifted.lon).toBeCloseTo(113.45, 6);
  });

  it("of a village are its own people's, the others everybody's who is signed in", async () => {
    const token = side.tokenOf(await side.person("li", [grant("viewer", "west")]));
    expect((await list(token)).map(({ id }) => id)).toEqual([
      "amap",
      "base",
      "roads",
      "sat",
      "vector",
      "w-map",
    ]);
    expect(await codeOf(await get("/plan/file", {}, token))).toBe("outside-your-sites");
    expect((await get("/roads/file", {}, token)).status).toBe(200);
    expect((await side.request("GET", "/api/v1/maps/roads/file")).status).toBe(401);
  });

  it("that were drawn in another system come in WGS-84", async () => {
    const response = await get("/amap/file");
    expect(response.headers.get("content-type")).toBe("application/geo+json");
    const { coordinates } = (await response.json()) as { coordinates: [number, number] };
    expect(coordinates[0]).toBeCloseTo(POINT.lon, 6);
    expect(coordinates[1]).toBeCloseTo(POINT.lat, 6);
    expect(await (await get("/roads/file")).json()).toEqual(pointOf(POINT));
  });

  it("are served in ranges, and not again to whoever has them", async () => {
    const whole = await get("/base/file");
    expect(whole.headers.get("content-type")).toBe("application/vnd.pmtiles");
    expect(whole.headers.get("cache-control")).toBe("private, no-cache");
    const etag = whole.headers.get("etag") ?? "";
    const part = await get("/base/file", { range: "bytes=8-11" });
    expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
      206,
      "bytes 8-11/18",
      "0123",
    ]);
    expect((await get("/base/file", { range: "bytes=99-" })).status).toBe(416);
    expect((await get("/base/file", { "if-none-match": `W/${etag}` })).status).toBe(304);
    // A range of what has been replaced since would not fit the rest.
    const stale = await get("/base/file", { range: "bytes=8-11", "if-range": '"old"' });
    expect(stale.status).toBe(200);
    utimesSync(join(folder, "maps/base.pmtiles"), 1, 1);
    expect((await get("/base/file", { "if-none-match": etag })).status).toBe(200);
    const amap = await get("/amap/file");
    expect((await get("/amap/file", { "if-none-match": amap.headers.get("etag") ?? "" })).status).toBe(304);
  });

  it("in tiles are served tile by tile, packed ones as such", async () => {
    const tile = await get("/sat/tiles/17/1/2.webp");
    expect([tile.headers.get("content-type"), await tile.text()]).toEqual(["image/webp", "tile"]);
    const vector = await get("/vector/tiles/3/1/2.pbf");
    expect(vector.headers.get("content-encoding")).toBe("gzip");
    expect(await codeOf(await get("/sat/tiles/17/1/3.webp"))).toBe("map-file-missing");
    expect(await codeOf(await get("/sat/tiles/17/1/2.png"))).toBe("map-file-missing");
    expect(await codeOf(await get("/roads/tiles/17/1/2.webp"))).toBe("map-unknown");
    expect(await codeOf(await get("/sat/file"))).toBe("map-unknown");
    expect(await codeOf(await get("/none/file"))).toBe("map-unknown");
  });

  it.each([
    "/sat/tiles/..%2f..%2f..%2f/1/secret.json",
    "/sat/tiles/17/..%2f..%2f..%2f..%2fsecret.json/2.webp",
    "/sat/tiles/17/1/..%2f..%2f..%2f..%2fsecret.json",
    "/sat/tiles/17/1/2.webp%00.png",
    "/..%2f..%2fsecret.json/file",
    "/sat/../../secret.json",
    "/sat/tiles/17/1/%2e%2e",
  ])("lead to nothing outside their folder: %s", async (path) => {
    const response = await get(path);
    expect([400, 404]).toContain(response.status);
  });

  it("lead to nothing outside by a link, nor by what the store says", async () => {
    symlinkSync(join(folder, "secret.json"), join(folder, "maps/e.geojson"));
    expect(await codeOf(await get("/e-map/file"))).toBe("map-file-missing");
    const sly = side.store.town.map("w-map");
    side.store.settings.set("town.maps", [{ ...sly, path: "../secret.json" }], 0);
    expect(await codeOf(await get("/w-map/file"))).toBe("map-file-missing");
  });

  it("that are no GeoJSON are refused by name", async () => {
    writeFileSync(join(folder, "maps/amap.geojson"), "not json");
    const response = await get("/amap/file");
    expect([response.status, await codeOf(response)]).toEqual([422, "map-unreadable"]);
  });
});
