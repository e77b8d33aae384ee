import { fromWgs84, type Place, toWgs84 } from "@dalaba/core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { needsProgram } from "../../../../.ci/test/needs-program";
import { type MapBrowser, openMapBrowser, settled } from "./map-browser.test-support";
import { anArchive, aRedTile, aVectorTile } from "./map-tile.test-support";
import { townSpeakers } from "./map-town.test-support";
import type { MapSpeaker } from "./map-types";
import { placeOf, worldOf } from "./mercator";
import { type Run, trace } from "./trace.test-support";

// A page with the whole town, drawn by the processor alone, beside whatever else runs.
vi.setConfig({ testTimeout: 120_000 });

const town = townSpeakers();
const idsOf = (village: string) =>
  town.filter(({ id }) => id.startsWith(`hl-${village}-`)).map(({ id }) => id);
const asked = (page: Page) => page.evaluate(() => window.mapPage.asked);

/** As many as the speakers and cameras of the largest town: two dozen of each state around every speaker. */
function markers(count: number): MapSpeaker[] {
  const states = ["online", "sounding", "offline", "online", "disabled", "unknown", "online"] as const;
  return Array.from({ length: count }, (_, at): MapSpeaker => {
    const from = town[at % town.length] as MapSpeaker;
    const round = Math.floor(at / town.length);
    return {
      ...from,
      id: `m${at}`,
      lat: from.lat + 0.0012 * Math.sin(round * 2.4) * (round > 0 ? 1 : 0),
      lon: from.lon + 0.0012 * Math.cos(round * 2.4) * (round > 0 ? 1 : 0),
      state: states[at % states.length] ?? "online",
    };
  });
}

/** A second of a hand that shows somebody the town. */
async function drag(page: Page): Promise<void> {
  await page.mouse.move(720, 450);
  await page.mouse.down();
  for (let step = 1; step <= 60; step++) {
    await page.mouse.move(720 + 420 * Math.sin(step / 9), 450 + 260 * Math.sin(step / 6));
  }
  await page.mouse.up();
  await settled(page);
}

needsProgram("chromium")("the town's map in a browser", () => {
  let map: MapBrowser;
  beforeAll(async () => {
    map = await openMapBrowser({
      "/tiles": aRedTile,
      "/raster.pmtiles": anArchive("png", aRedTile),
      "/water.pmtiles": anArchive("mvt", aVectorTile("water")),
      "/nothing.pmtiles": anArchive("mvt", aVectorTile("nothing")),
      "/plan.png": aRedTile,
    });
  }, 120_000);
  afterAll(() => map?.end());

  /** Where places are in the view, learnt from two picks; what was asked before is forgotten. */
  async function locate(page: Page): Promise<(place: Place) => { x: number; y: number }> {
    await page.evaluate(() => window.mapPage.set({ tool: "pick" }));
    await page.waitForSelector('[data-tool="pick"]');
    const points = [
      { x: 60, y: 60 },
      { x: 460, y: 360 },
    ] as const;
    for (const { x, y } of points) await page.mouse.click(x, y);
    const [one, other] = (await asked(page))
      .slice(-2)
      .map((each) => worldOf((each as { place: Place }).place));
    await page.evaluate(() => {
      window.mapPage.asked.length = 0;
      window.mapPage.set({ tool: "pan", picked: null });
    });
    await page.waitForSelector('[data-tool="pan"]');
    const scale = 400 / (other!.x - one!.x);
    return (place) => {
      const { x, y } = worldOf(place);
      return { x: points[0].x + (x - one!.x) * scale, y: points[0].y + (y - one!.y) * scale };
    };
  }

  it("says who is under the pointer, chooses by click, and adds with Shift", async () => {
    const speakers = [town[2] as MapSpeaker, town[3] as MapSpeaker];
    const { page, faults } = await map.open({ speakers, fit: "all" }, { width: 600, height: 400 });
    const at = await locate(page);
    const [one, other] = [at(speakers[0]!), at(speakers[1]!)];
    await page.mouse.move(one.x + 3, one.y);
    expect(await page.locator(".map-tip").textContent()).toBe("北湾广场1号\nonline");
    await page.mouse.click(one.x, one.y);
    await page.keyboard.down("Shift");
    await page.mouse.click(other.x, other.y);
    await page.keyboard.up("Shift");
    await page.mouse.click(300, 380);
    expect(await page.locator(".map-cross").isVisible()).toBe(false);
    expect(await asked(page)).toEqual([
      { what: "toggle", id: "hl-beiwan-003", additive: false },
      { what: "toggle", id: "hl-beiwan-004", additive: true },
    ]);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("takes the village that a lasso is drawn around, and no other; Escape drops the loop", async () => {
    const { page, faults } = await map.open({ tool: "lasso", fit: idsOf("nantang") });
    const around = [
      [20, 20],
      [1350, 20],
      [1350, 880],
      [20, 880],
    ] as const;
    const draw = async (points: readonly (readonly [number, number])[]) => {
      await page.mouse.move(...(points[0] as [number, number]));
      await page.mouse.down();
      for (const [x, y] of points) await page.mouse.move(x, y, { steps: 6 });
    };
    await draw(around);
    expect(await page.locator(".map-lasso polygon").count()).toBe(1);
    await page.keyboard.press("Escape");
    await page.mouse.up();
    expect(await asked(page)).toEqual([]);
    await draw(around);
    await page.mouse.up();
    const [first] = await asked(page);
    if (first?.what !== "lasso") throw new Error("no lasso");
    expect(first.additive).toBe(false);
    expect([...first.ids].filter((id) => id.includes("nantang")).sort()).toEqual(idsOf("nantang").sort());
    expect(first.ids.length).toBeLessThan(idsOf("nantang").length + 4);
    expect(await page.locator(".map-lasso").count()).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("names the place that is picked, by pointer and by keyboard at the cross in the middle", async () => {
    const here = town[2] as MapSpeaker;
    const { page, faults } = await map.open(
      { speakers: [here], tool: "pick", fit: "all" },
      { width: 500, height: 500 },
    );
    await page.locator(".map-host").focus();
    await page.keyboard.press("ArrowRight");
    await settled(page);
    await page.keyboard.press("ArrowLeft");
    await settled(page);
    await page.keyboard.press("Enter");
    await page.mouse.click(250, 250);
    const picks = (await asked(page)).flatMap((each) => (each.what === "pick" ? [each.place] : []));
    expect(picks).toHaveLength(2);
    for (const { lat, lon } of picks) {
      // The fit leaves room for names and buttons: some pixels at 1.1 m each.
      expect(Math.abs(lat - here.lat) * 111_195).toBeLessThan(25);
      expect(Math.abs(lon - here.lon) * 102_000).toBeLessThan(25);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it("is moved, zoomed and chosen from by keyboard alone, and says aloud what the cross is on", async () => {
    const here = town[2] as MapSpeaker;
    const { page, faults } = await map.open({ speakers: [here], fit: "all" }, { width: 500, height: 500 });
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.className)).toContain("map-host");
    await page.keyboard.press("Minus");
    await settled(page);
    await page.keyboard.press("Equal");
    await settled(page);
    expect(await page.locator(".map-said").textContent()).toBe(here.name);
    expect(await page.locator(".map-cross").isVisible()).toBe(true);
    await page.keyboard.press("Enter");
    expect(await asked(page)).toEqual([{ what: "toggle", id: here.id, additive: false }]);
    await page.keyboard.press("ArrowUp");
    await settled(page);
    expect(await page.locator(".map-said").textContent()).toBe("");
    expect(await page.locator(".map-button").first().getAttribute("aria-label")).toBe("移动地图");
    expect(faults).toEqual([]);
    await page.close();
  });

  it("draws a lasso with a finger without moving the map", async () => {
    const { page } = await map.open({ tool: "lasso", fit: idsOf("nantang") });
    const client = await page.context().newCDPSession(page);
    const touch = (type: string, points: { x: number; y: number }[]) =>
      client.send("Input.dispatchTouchEvent", { type: type as "touchStart", touchPoints: points });
    await touch("touchStart", [{ x: 30, y: 30 }]);
    for (const [x, y] of [
      [1300, 40],
      [1300, 860],
      [40, 860],
    ] as const) {
      await touch("touchMove", [{ x, y }]);
    }
    await touch("touchEnd", []);
    const [first] = await asked(page);
    expect(first?.what === "lasso" && first.ids.length).toBeGreaterThanOrEqual(idsOf("nantang").length);
    await page.close();
  });

  it("shows a grid where there is no map, and says which layer cannot be had", async () => {
    const lost = {
      id: "lost",
      name: "旧图",
      kind: "geojson",
      url: "/map/none.geojson",
      coordinates: "wgs84",
    } as const;
    const { page } = await map.open({ layers: [lost] });
    await page.locator('button[aria-label="图层"]').click();
    expect(await page.locator(".map-layers").textContent()).toContain("旧图 无法打开");
    // A grid was drawn into the pane that the map would have had.
    expect(await page.locator(".leaflet-map-vector-pane canvas").count()).toBe(1);
    expect(await page.locator(".map-scale").getAttribute("aria-label")).toMatch(/^比例尺：\d+ (米|公里)$/);
    await page.close();
  });

  it("puts tiles of GCJ-02 under the places they show, to a pixel and a half", async () => {
    const tiles = { id: "t", name: "瓦片", kind: "tiles", url: "/tiles", coordinates: "gcj02" } as const;
    const { page, faults } = await map.open({ layers: [tiles], tool: "pick", fit: idsOf("nantang") });
    await page.waitForSelector("img.leaflet-tile-loaded");
    await settled(page);
    const shown = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLImageElement>("img.leaflet-tile")].map((tile) => {
        const { left, top } = tile.getBoundingClientRect();
        return { path: new URL(tile.src).pathname, left, top };
      }),
    );
    const inView = shown.filter(({ left, top }) => left > 5 && left < 1300 && top > 5 && top < 880);
    expect(inView.length).toBeGreaterThan(4);
    for (const { path, left, top } of inView.slice(0, 4)) {
      const [z, x, y] = path
        .split("/")
        .slice(2)
        .map((part) => Number.parseInt(part, 10)) as [number, number, number];
      const corner = toWgs84(placeOf({ x: x / 2 ** z, y: y / 2 ** z }), "gcj02");
      await page.mouse.click(left, top);
      const last = (await asked(page)).at(-1);
      if (last?.what !== "pick") throw new Error("nothing picked");
      const metresPerPixel = (40_030_229 * Math.cos((corner.lat * Math.PI) / 180)) / (256 * 2 ** z);
      const off = worldOf(last.place);
      const meant = worldOf(corner);
      const metres = Math.hypot(off.x - meant.x, off.y - meant.y) * 256 * 2 ** z;
      expect(metres, `${metresPerPixel} m/px`).toBeLessThan(1.5);
      expect(fromWgs84(last.place, "gcj02")).not.toEqual(last.place);
    }
    expect(faults).toEqual([]);
    await page.close();
  });

  it("draws PMTiles of pictures and of shapes, each from a chunk that nobody else loads", async () => {
    const archive = (name: string) =>
      ({ id: name, name, kind: "pmtiles", url: `/${name}.pmtiles`, coordinates: "wgs84" }) as const;
    const plain = await map.open({});
    const chunks = (page: Page) =>
      page.evaluate(
        () => performance.getEntriesByType("resource").filter(({ name }) => name.endsWith(".js")).length,
      );
    const atFirst = await chunks(plain.page);
    await plain.page.close();
    const { page, faults } = await map.open({ layers: [archive("raster")], fit: idsOf("nantang") });
    await page.waitForSelector("img.leaflet-tile-loaded");
    const widths = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLImageElement>("img.leaflet-tile-loaded")].map(
        (tile) => tile.naturalWidth,
      ),
    );
    expect(new Set(widths)).toEqual(new Set([256]));
    expect(await chunks(page)).toBeGreaterThan(atFirst);
    const pixelOf = async (name: string) => {
      await page.evaluate((layer) => window.mapPage.set({ layers: [layer] }), archive(name));
      await page.waitForFunction(() => document.querySelectorAll(".leaflet-layer").length === 1);
      await page.waitForSelector("canvas.leaflet-tile-loaded");
      await settled(page);
      return page.evaluate(() => {
        const tile = document.querySelector<HTMLCanvasElement>("canvas.leaflet-tile-loaded");
        return [...(tile?.getContext("2d")?.getImageData(128, 128, 1, 1).data ?? [])];
      });
    };
    const [water, nothing] = [await pixelOf("water"), await pixelOf("nothing")];
    expect(water[3]).toBe(255);
    expect(water).not.toEqual(nothing);
    expect(faults).toEqual([]);
    await page.close();
  });

  it("lays a plan down where its pins say", async () => {
    const [one, other] = [town[2]!, town[3]!];
    const pins = [
      { x: 0, y: 0, at: [one.lat, one.lon] },
      { x: 256, y: 0, at: [one.lat, other.lon] },
      { x: 0, y: 256, at: [other.lat, one.lon] },
    ] as const;
    const plan = {
      id: "p",
      name: "平面图",
      kind: "plan",
      url: "/plan.png",
      coordinates: "wgs84",
      pins,
    } as const;
    const { page, faults } = await map.open(
      { layers: [plan], speakers: [one, other] },
      { width: 600, height: 500 },
    );
    const at = await locate(page);
    const [from, to] = [at(one), at(other)];
    await settled(page);
    const red = (x: number, y: number) =>
      page.evaluate(
        ([px, py]) => {
          const canvas = document.querySelector<HTMLCanvasElement>(".leaflet-map-plan-pane canvas");
          const box = canvas?.getBoundingClientRect();
          if (!canvas || !box) return null;
          return canvas.getContext("2d")?.getImageData(px - box.left, py - box.top, 1, 1).data[0];
        },
        [x, y] as const,
      );
    expect(await red((from.x + to.x) / 2, (from.y + to.y) / 2)).toBe(0xc0);
    expect(await red(from.x + 3, from.y + 3)).toBe(0xc0);
    expect(await red(from.x - 4, from.y + 10)).toBe(0);
    expect(await red(to.x + 4, to.y - 10)).toBe(0);
    expect(await red(to.x - 10, to.y + 4)).toBe(0);
    expect(faults).toEqual([]);
    await page.close();
  });

  it.each([270, 1461])(
    "pans with %d markers without standing still; figures are printed, 50 ms a task and 8 ms a frame are the target",
    async (count) => {
      const { page, faults } = await map.open({ speakers: markers(count), showEarshot: false });
      // What else the machine does only adds: the quietest of a few drags is the page's own.
      let run: Run | null = null;
      for (let time = 0; time < 4 && (run === null || run.longestTaskMs >= 50 || run.p95Ms >= 8); time++) {
        const next = await trace(map.browser, page, () => drag(page));
        if (run === null || next.longestTaskMs < run.longestTaskMs) run = next;
      }
      if (!run) throw new Error("nothing was traced");
      process.stderr.write(
        `map: ${count} markers: ${run.frames} frames, scripting ${run.meanMs.toFixed(2)} ms mean, ` +
          `${run.p95Ms.toFixed(2)} ms p95, ${run.worstMs.toFixed(2)} ms worst; longest task ${run.longestTaskMs.toFixed(1)} ms\n`,
      );
      expect(run.frames).toBeGreaterThan(20);
      // Five and four times the target: what else the machine does is no fault of the page, a page that stalls is.
      expect(run.longestTaskMs).toBeLessThan(250);
      expect(run.p95Ms).toBeLessThan(33);
      expect(faults).toEqual([]);
      await page.close();
    },
  );
});
