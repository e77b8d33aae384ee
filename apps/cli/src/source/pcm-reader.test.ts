import { pcm16Bytes } from "@dalaba/media";
import { describe, expect, test } from "vitest";
import { tone } from "../../test/wav.test-support";
import { PcmReader } from "./pcm-reader";

async function read(pcm: Int16Array, rateHz: number, pieces: readonly number[]): Promise<Int16Array> {
  const reader = await PcmReader.create(rateHz);
  const bytes = pcm16Bytes(pcm);
  const out: number[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = pieces[i % pieces.length] as number;
    out.push(...reader.read(bytes.subarray(at, at + size)));
    at += size;
  }
  out.push(...reader.flush());
  reader.free();
  return Int16Array.from(out);
}

function hertz(pcm: Int16Array): number {
  let crossings = 0;
  for (let i = 1; i < pcm.length; i++) if (pcm[i - 1]! < 0 && pcm[i]! >= 0) crossings++;
  return (crossings * 48_000) / pcm.length;
}

describe("raw PCM", () => {
  test.each([[[1]], [[3, 1, 777]], [[65_536]]])("in pieces of %j bytes is the same sound", async (pieces) => {
    const pcm = tone(0.1);
    expect(await read(pcm, 48_000, pieces)).toEqual(pcm);
  });

  test.each([8_000, 16_000, 22_050, 44_100, 96_000])(
    "at %i Hz becomes 48 kHz of the same length and pitch",
    async (rate) => {
      const out = await read(tone(0.5, rate, 500), rate, [999]);
      expect(out.length).toBe(24_000);
      expect(hertz(out.subarray(2_400, 21_600))).toBeCloseTo(500, -1);
    },
  );

  test("holds its extremes", async () => {
    const pcm = Int16Array.of(-32_768, 32_767, 0, -1);
    expect(await read(pcm, 48_000, [8])).toEqual(pcm);
  });
});
