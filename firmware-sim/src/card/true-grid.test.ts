import { describe, expect, it } from "vitest";
import { Crystal } from "./crystal";
import { TrueGrid } from "./true-grid";

/** 1 kHz as a card puts it out whose crystal runs `ppm` fast: sample i leaves at i of its own clock. */
function through(ppm: number, blocks: readonly number[], seconds: number): { from: number; pcm: number[] } {
  const crystal = new Crystal(1e6, 7.3e6, ppm);
  const grid = new TrueGrid(1e6, 16_000);
  const pcm: number[] = [];
  let first: number | undefined;
  let index = Math.ceil(crystal.speakerUs(1e6) / 62.5);
  for (let n = 0; pcm.length < seconds * 16_000; n++) {
    const block = new Float32Array(blocks[n % blocks.length] as number);
    for (let i = 0; i < block.length; i++) {
      const trueUs = crystal.machineUs((index + i) * 62.5);
      block[i] = Math.sin((2 * Math.PI * 1_000 * trueUs) / 1e6);
    }
    const out = grid.push(block, index, crystal);
    first ??= out.from;
    expect(out.from).toBe(first + pcm.length);
    pcm.push(...out.pcm);
    index += block.length;
  }
  return { from: first ?? 0, pcm };
}

describe("the grid of true time", () => {
  it.each([0, 50, -50, 300])("places each sample where it truly was, %s ppm off, however it comes", (ppm) => {
    const { from, pcm } = through(ppm, [160, 161, 7, 320], 3);
    let error = 0;
    let count = 0;
    for (let k = 200; k < pcm.length - 200; k++) {
      const expected = Math.sin((2 * Math.PI * 1_000 * (1e6 + (from + k) * 62.5)) / 1e6);
      error += ((pcm[k] as number) - expected) ** 2;
      count++;
    }
    expect(10 * Math.log10(0.5 / (error / count))).toBeGreaterThan(50);
  });

  it("takes a stretch that was skipped for silence", () => {
    const crystal = new Crystal(0, 0, 0);
    const grid = new TrueGrid(0, 16_000);
    grid.push(new Float32Array(320).fill(0.5), 0, crystal);
    expect(grid.ringing).toBe(true);
    const tail = grid.push(new Float32Array(32), 320, crystal);
    expect(tail.from).toBe(312);
    expect(grid.ringing).toBe(false);
    const next = grid.push(new Float32Array(320).fill(0.5), 16_000, crystal);
    expect(next.from).toBe(16_000 - 8);
    expect(Math.abs(next.pcm[0] as number)).toBeLessThan(0.05);
    expect(next.pcm[100]).toBeCloseTo(0.5, 5);
  });
});
