import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accept, type Outcome, refuse, type SiteId } from "@dalaba/core";
import { localAt } from "@dalaba/core/schedule";
import { openStore, type Store } from "@dalaba/store";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RecordedEnd } from "../broadcasts";
import { silentLog } from "../log";
import type { OccurrencePlayer, Prepared, Sounding } from "./occurrence-player";
import { keepQuietHours } from "./quiet-hours-setting";
import { ScheduleBook } from "./schedule-book";
import { type DriverParts, ScheduleDriver } from "./schedule-driver";

const START = Date.parse("2026-11-27T08:00:00Z");
const ANNOUNCEMENT = "00000000000000aa";
const DURATION_MS = 20_000;
const PLAIN = { seal: (plain: Uint8Array) => plain, unseal: (sealed: Uint8Array) => sealed };

interface Heard extends Sounding {
  readonly atMs: number;
  readonly schedule: string;
}

let folder: string;
let store: Store;
let heard: Heard[];
let drivers: ScheduleDriver[];

beforeEach(async () => {
  vi.useFakeTimers({ now: START });
  folder = mkdtempSync(join(tmpdir(), "dalaba-schedules-"));
  store = await opened();
  heard = [];
  drivers = [];
});
afterEach(async () => {
  for (const driver of drivers) void driver.stop();
  vi.useRealTimers();
  store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(): Promise<Store> {
  const file = join(folder, "dalaba.sqlite");
  const store = await openStore({ file, sealer: PLAIN, nowMs: START, native: false });
  if (!store.ok) throw new Error(store.detail);
  return store.value;
}

const idOf = (n: number) => n.toString(16).padStart(16, "0");
const local = (ms: number) => localAt(ms, "UTC");

function keep(n: number, times: readonly number[], more: object = {}): string {
  const [first = START] = times;
  const document = {
    ...{ title: `s${n}`, zone: "UTC", starts: local(first), rdates: times.slice(1).map(local) },
    ...{ announcement: ANNOUNCEMENT, to: ["all"], ...more },
  };
  const changedAtMs = Date.now();
  store.schedules.put({ id: idOf(n), revision: 1, document, changedAtMs, actorId: "o-1", actorName: "li" });
  return idOf(n);
}

/** As the journal tells it, once `air` has the first frame. */
function journalled(broadcast: string): void {
  store.broadcasts.start({
    ...{ id: broadcast, kind: "play", priority: 40, class: "schedule", room: null, why: null, to: "all" },
    actor: { kind: "system", id: "schedule", name: "s" },
    ...{ speakers: [], sites: ["town" as SiteId], issued: heard.length + 1, startedAtMs: Date.now() },
    ...{ codec: "opus", chime: "none", gainDb: 0, t0Us: 0, m0: 0, delayUs: { lan: 0, wan: 0 } },
  });
}

interface World {
  /** Never answers from here on: the process is gone. */
  readonly crashes?: (at: "prepare" | "before" | "after") => boolean;
  readonly refuses?: () => Outcome<undefined> | undefined;
}

/** A controller of its own on the same store. */
function controller(world: World = {}, over: Partial<DriverParts> = {}) {
  const book = new ScheduleBook({ store, log: silentLog });
  const ends = new Map<string, (end: RecordedEnd) => void>();
  let dead = false;
  const never = new Promise<never>(() => undefined);
  const die = (at: "prepare" | "before" | "after"): boolean => {
    if (!dead && world.crashes?.(at)) {
      dead = true;
      void driver.stop();
    }
    return dead;
  };
  const player: OccurrencePlayer = {
    async prepare() {
      if (die("prepare")) return never;
      return accept({ title: "t", chime: "none", frames: [], durationMs: DURATION_MS } satisfies Prepared);
    },
    async play(_, schedule, sounding, onOver) {
      if (die("before")) return never;
      const refused = world.refuses?.();
      if (refused) return refused;
      heard.push({ ...sounding, atMs: Date.now(), schedule: schedule.id });
      journalled(sounding.broadcast);
      ends.set(sounding.broadcast, onOver);
      if (die("after")) return never;
      const left = DURATION_MS - sounding.positionMs;
      setTimeout(() => dead || onOver({ type: "ended", because: "finished" }), left);
      return accept(undefined);
    },
  };
  const driver = new ScheduleDriver({
    ...{ store, log: silentLog, book, player, clock: { nowMs: () => Date.now() } },
    ...{ durationMs: () => DURATION_MS, ready: () => true, caughtUp: () => true, changed: () => undefined },
    stop: () => Promise.resolve(),
    ...over,
  });
  drivers.push(driver);
  driver.start();
  return { driver, book, ends, dead: () => dead };
}

/** The same, where nothing of it is looked at. */
const begin = (world: World = {}): void => void controller(world);

const states = () =>
  store.occurrences.list({ limit: 500 }).items.map(({ state, because }) => because ?? state);

describe("what is due", () => {
  it("sounds at its time, under the id of its occurrence, once", async () => {
    const atMs = START + 60_000;
    keep(1, [atMs]);
    begin();
    await vi.advanceTimersByTimeAsync(180_000);
    expect(heard).toHaveLength(1);
    const [one] = heard as [Heard];
    // Stored sound leaves a second and a half before it is heard.
    expect(Math.abs(one.atMs + 1_450 - atMs)).toBeLessThan(100);
    const [row] = store.occurrences.list({}).items;
    expect(row).toMatchObject({ id: one.broadcast, state: "ended", because: null, durationMs: DURATION_MS });
  });

  it("that a schedule made since owes nothing from before, and one that was switched off sounds nothing", async () => {
    keep(1, [START - 5_000, START + 30_000]);
    keep(2, [START + 30_000], { enabled: false });
    begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard.map(({ schedule }) => schedule)).toEqual([idOf(1)]);
  });

  it("is moved by a change that comes in time", async () => {
    keep(1, [START + 60_000]);
    const { driver } = controller();
    await vi.advanceTimersByTimeAsync(10_000);
    keep(1, [START + 30_000]);
    driver.changed();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(heard.map(({ atMs }) => Math.round((atMs + 1_450 - START) / 1000))).toEqual([30]);
  });

  it("in quiet hours is skipped, and says so", async () => {
    keep(1, [START + 60_000]);
    const { book } = controller();
    keepQuietHours(store, [{ from: "08:00", to: "09:00" }], START);
    expect(book.quietHours()).toEqual([{ from: "08:00:00", to: "09:00:00" }]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(heard).toEqual([]);
    expect(states()).toEqual(["quiet-hours"]);
  });

  it("while the clock jumps back is not begun again, and a jump forward skips what its policy lets go", async () => {
    keep(1, [START + 30_000, START + 7_200_000]);
    keep(2, [START + 7_200_000], { missed: { kind: "latest" } });
    begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toHaveLength(1);
    vi.setSystemTime(START);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toHaveLength(1);
    vi.setSystemTime(START + 10_000_000);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard.slice(1).map(({ schedule }) => schedule)).toEqual([idOf(2)]);
    expect(states()).toContain("too-late");
  });

  it("while `air` does not answer is tried again, and begins within its policy", async () => {
    keep(1, [START + 30_000], { missed: { kind: "within", seconds: 60 } });
    let away = true;
    begin({ refuses: () => (away ? refuse("air-unreachable", "no air") : undefined) });
    await vi.advanceTimersByTimeAsync(40_000);
    expect(heard).toEqual([]);
    away = false;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(heard).toHaveLength(1);
  });

  it("that cannot be played is told with its code, and holds up no other", async () => {
    keep(1, [START + 30_000]);
    keep(2, [START + 40_000]);
    let first = true;
    begin({
      refuses: () => {
        if (!first) return undefined;
        first = false;
        return refuse("target-empty", "nobody");
      },
    });
    await vi.advanceTimersByTimeAsync(90_000);
    expect(heard.map(({ schedule }) => schedule)).toEqual([idOf(2)]);
    expect(states().sort()).toEqual(["ended", "target-empty"]);
  });
});

describe("a controller that dies", () => {
  it("in the middle of one goes on where it would be by now, as another broadcast", async () => {
    const atMs = START + 30_000;
    keep(1, [atMs]);
    let crash = true;
    const first = controller({ crashes: (at) => at === "after" && crash });
    await vi.advanceTimersByTimeAsync(35_000);
    expect(first.dead()).toBe(true);
    crash = false;
    begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard).toHaveLength(2);
    const [, joined] = heard as [Heard, Heard];
    expect(joined.broadcast).not.toBe(heard[0]?.broadcast);
    expect(Math.abs(joined.positionMs - (joined.atMs + 1_450 - atMs))).toBeLessThan(50);
    expect(states()).toEqual(["ended"]);
  });

  it("for a day says what its policies let it say, and nothing twice", async () => {
    keep(1, [START + 30_000, START + 3_600_000, START + 7_200_000]);
    keep(2, [START + 3_600_000, START + 7_200_000], { missed: { kind: "latest" } });
    const { driver } = controller();
    await vi.advanceTimersByTimeAsync(60_000);
    await driver.stop();
    vi.setSystemTime(START + 86_400_000);
    begin();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(heard.map(({ schedule }) => schedule)).toEqual([idOf(1), idOf(2)]);
    expect(states().sort()).toEqual(["ended", "ended", "overtaken", "too-late", "too-late"]);
  });

  it("at random points during a thousand occurrences loses none within policy and begins none twice (R3)", async () => {
    let seed = 20_261_127;
    const random = (): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    const MANY = 1_000;
    const SCHEDULES = 10;
    const times = Array.from({ length: MANY }, (_, n) => START + 60_000 + n * 4_000);
    // `within` ten minutes: some crash again and again, and none overtakes another.
    for (let n = 0; n < SCHEDULES; n++)
      keep(
        n + 1,
        times.filter((_, at) => at % SCHEDULES === n),
        { missed: { kind: "within", seconds: 600 } },
      );
    let crashes = 0;
    const world: World = {
      crashes: (at) => {
        // What is made ready is made ready again after each start: it would never come further.
        if (random() > (at === "prepare" ? 0.001 : 0.05)) return false;
        crashes++;
        return true;
      },
    };
    let living = controller(world);
    for (let second = 0; second < 60 + 4 * MANY + 120; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      if (living.dead() && random() < 0.3) living = controller(world);
    }
    expect(crashes).toBeGreaterThan(60);
    const own = new Map<string, number>();
    for (const { broadcast } of heard) own.set(broadcast, (own.get(broadcast) ?? 0) + 1);
    const rows = [0, 500].flatMap(
      (from) =>
        store.occurrences.list({ limit: 500, ...(from === 0 ? {} : { toMs: times[500] as number }) }).items,
    );
    expect(rows).toHaveLength(MANY);
    expect(rows.filter(({ state }) => state !== "ended")).toEqual([]);
    // Each began once, whatever crashed: who goes on with one that was cut does it under another id, from there on.
    expect(rows.filter(({ id }) => own.get(id) !== 1)).toEqual([]);
    expect(heard.filter(({ positionMs, broadcast }) => positionMs === 0 && own.get(broadcast) !== 1)).toEqual(
      [],
    );
    const ids = new Set(rows.map(({ id }) => id));
    expect(heard.filter(({ positionMs, broadcast }) => positionMs === 0 && !ids.has(broadcast))).toEqual([]);
  }, 120_000);
});
