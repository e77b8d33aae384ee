import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { type DiskFigures, diskLevel, diskUnder } from "./disk-level";
import { DiskWatch } from "./disk-watch";
import { silentLog } from "./log";
import { TroubleBoard } from "./trouble";

/** A disk of a thousand blocks, fifty of them kept for root. */
const disk = (free: number): DiskFigures => ({ bsize: 4096, blocks: 1_050, bfree: free + 50, bavail: free });

describe("how full a disk is", () => {
  it.each([
    [500, "fine"],
    [101, "fine"],
    [100, "low"],
    [31, "low"],
    [30, "full"],
    [0, "full"],
  ])("with %i of a thousand blocks free it is %s", (free, level) => {
    expect(diskLevel(disk(free))).toMatchObject({ level, freeBytes: free * 4096 });
  });

  it("this machine says it, and what cannot be asked is not guessed", () => {
    expect(diskUnder(tmpdir())?.totalBytes).toBeGreaterThan(0);
    expect(diskUnder("/no/such/folder")).toBeUndefined();
  });
});

describe("who watches it", () => {
  it("says so, and takes it back once there is room again", () => {
    const troubles = new TroubleBoard();
    let free = 500;
    const watch = new DiskWatch({ troubles, log: silentLog, folder: "/data", figures: () => disk(free) });
    const codes = () => troubles.all().map(({ code }) => code);
    watch.look();
    expect(codes()).toEqual([]);
    free = 90;
    watch.look();
    expect(codes()).toEqual(["disk-low"]);
    free = 10;
    watch.look();
    expect(codes()).toEqual(["recording-stopped"]);
    // Speaking goes on: the town is as ready as it was.
    expect(troubles.ready()).toBe(true);
    free = 400;
    watch.look();
    expect(codes()).toEqual([]);
  });
});
