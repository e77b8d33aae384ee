import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { LiveWav } from "./live-wav";

const MS = 16;

function listener(reads: boolean): { out: Writable; got: Buffer[] } {
  const got: Buffer[] = [];
  const out = new Writable({
    write(chunk: Buffer, _encoding, done) {
      got.push(chunk);
      if (reads) done();
    },
  });
  return { out, got };
}

describe("a live WAV", () => {
  it("is a header and then whatever comes, cut into 40 ms", () => {
    const { out, got } = listener(true);
    const wav = new LiveWav(out, 16_000);
    for (let i = 0; i < 9; i++) wav.write(new Float32Array(10 * MS).fill(0.5));
    const [header, ...rest] = got;
    expect(header?.toString("latin1", 0, 4)).toBe("RIFF");
    expect(header?.readUInt32LE(40)).toBe(0xffff_ffff);
    expect(rest.map(({ length }) => length)).toEqual([1_280, 1_280]);
    expect(rest[0]?.readInt16LE(0)).toBe(16_384);
  });

  it("drops a listener that is 2 s behind", () => {
    const { out } = listener(false);
    const wav = new LiveWav(out, 16_000);
    for (let i = 0; i < 200; i++) wav.write(new Float32Array(10 * MS));
    expect(out.destroyed).toBe(false);
    for (let i = 0; i < 20; i++) wav.write(new Float32Array(10 * MS));
    expect(out.destroyed).toBe(true);
  });
});
