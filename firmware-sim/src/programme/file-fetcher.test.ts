import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type FetchAnswer, type FetchAsk, FileFetcher } from "./file-fetcher";

const S = 1_000_000;
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const file = Uint8Array.from({ length: 150_000 }, (_, i) => i % 251);
const REF = { sha256: sha256(file), bytes: file.length };
const part = ({ from, to }: FetchAsk): FetchAnswer => ({ kind: "part", bytes: file.slice(from, to + 1) });

/** Asks when it may, from `nowUs` on; answers the instant of it. */
function asks(
  fetcher: FileFetcher,
  nowUs: number,
): { readonly ask: FetchAsk; readonly atUs: number } | undefined {
  for (let at = nowUs; at < nowUs + 1_300 * S; at += S / 10) {
    const ask = fetcher.next(at);
    if (ask) return { ask, atUs: at };
  }
  return undefined;
}

function fresh(random = 0): FileFetcher {
  const fetcher = new FileFetcher(sha256, () => random);
  fetcher.anew(0);
  fetcher.want([REF]);
  return fetcher;
}

describe("fetching a file", () => {
  it("goes in ranges of 64 KiB, none faster than 64 KiB a second, and ends with what its name says", () => {
    const fetcher = fresh();
    const at: number[] = [];
    let got: Uint8Array | undefined;
    for (let now = 0; got === undefined; ) {
      const { ask, atUs } = asks(fetcher, now) as { ask: FetchAsk; atUs: number };
      at.push(Math.round(atUs / S));
      expect(fetcher.next(atUs)).toBeUndefined();
      got = fetcher.answered(ask, part(ask), atUs)?.bytes;
      now = atUs;
    }
    expect(at).toEqual([1, 2, 3]);
    expect(sha256(got)).toBe(REF.sha256);
  });

  it("begins within a random half minute after a new cfg", () => {
    expect(asks(fresh(0), 0)?.atUs).toBe(1 * S);
    expect(asks(fresh(0.999), 0)?.atUs).toBeGreaterThan(29 * S);
  });

  it("goes on where a failure broke it off, later each time", () => {
    const fetcher = fresh();
    let { ask, atUs } = asks(fetcher, 0) as { ask: FetchAsk; atUs: number };
    fetcher.answered(ask, part(ask), atUs);
    ({ ask, atUs } = asks(fetcher, atUs) as { ask: FetchAsk; atUs: number });
    for (const waitS of [10, 20, 40]) {
      expect(ask.from).toBe(65_536);
      if (waitS === 20) fetcher.broke(atUs);
      else fetcher.answered(ask, { kind: "failed" }, atUs);
      const next = asks(fetcher, atUs) as { ask: FetchAsk; atUs: number };
      expect(Math.round((next.atUs - atUs) / S)).toBe(waitS);
      ({ ask, atUs } = next);
    }
  });

  it.each([
    ["401 or 404", { kind: "refused" }, undefined],
    ["429 or 503", { kind: "later", seconds: 300 }, 301],
    ["a part that is too short", { kind: "part", bytes: new Uint8Array(3) }, 11],
  ] as const)("after %s", (_, answer, againS) => {
    const fetcher = fresh();
    const { ask, atUs } = asks(fetcher, 0) as { ask: FetchAsk; atUs: number };
    fetcher.answered(ask, answer, atUs);
    const again = asks(fetcher, atUs);
    expect(again && Math.round(again.atUs / S)).toBe(againS);
    fetcher.broke(2_000 * S);
    fetcher.anew(2_000 * S);
    expect(asks(fetcher, 2_000 * S)).toBeDefined();
  });

  it("throws away what is not what its name says", () => {
    const fetcher = new FileFetcher(sha256, () => 0);
    fetcher.want([{ sha256: REF.sha256, bytes: 3 }]);
    const { ask, atUs } = asks(fetcher, 0) as { ask: FetchAsk; atUs: number };
    expect(fetcher.answered(ask, { kind: "part", bytes: new Uint8Array(3) }, atUs)).toBeUndefined();
    expect(asks(fetcher, atUs)?.ask).toEqual(ask);
  });

  it("asks for nothing that nobody wants any more", () => {
    const fetcher = fresh();
    fetcher.want([]);
    expect(asks(fetcher, 0)).toBeUndefined();
  });
});
