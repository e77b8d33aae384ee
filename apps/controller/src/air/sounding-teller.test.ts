import { describe, expect, test } from "vitest";
import { Lanes } from "./lanes";
import { SoundingTeller } from "./sounding-teller";

const A = "00000000000000aa";

function town(size: number) {
  const ids = Array.from({ length: size }, (_, n) => `s${n}`);
  const lanes = new Lanes(ids.map((id) => ({ id, delayClass: "lan" as const })));
  const broadcasts = new Map([[A, { audience: { lanes } }]]);
  const told: { started: readonly string[]; stopped: readonly string[]; sounding: number }[] = [];
  const teller = new SoundingTeller(({ started, stopped, sounding }) =>
    told.push({ started, stopped, sounding }),
  );
  const state = (id: string, to: "sounding" | "done") => {
    const lane = lanes.get(id);
    if (lane) lane.state = to;
  };
  return { ids, broadcasts, told, teller, state };
}

describe("who sounds", () => {
  test("is told in one event however many begin, and not before a quarter of a second is over", () => {
    const { ids, broadcasts, told, teller, state } = town(270);
    teller.tick(broadcasts, 0, 1);
    for (const id of ids) state(id, "sounding");
    teller.tick(broadcasts, 249, 1);
    expect(told).toEqual([]);
    teller.tick(broadcasts, 250, 1);
    expect(told).toEqual([{ started: ids, stopped: [], sounding: 270 }]);
    teller.tick(broadcasts, 500, 1);
    state("s7", "done");
    teller.tick(broadcasts, 750, 1);
    expect(told.slice(1)).toEqual([{ started: [], stopped: ["s7"], sounding: 269 }]);
  });

  test("is nobody once the broadcast is forgotten", () => {
    const { broadcasts, told, teller, state } = town(2);
    state("s0", "sounding");
    teller.tick(broadcasts, 0, 1);
    teller.tick(new Map(), 300, 1);
    expect(told.at(-1)).toEqual({ started: [], stopped: ["s0"], sounding: 0 });
  });

  test("comes in several events where one would be too large", () => {
    const { ids, broadcasts, told, teller, state } = town(1_200);
    for (const id of ids) state(id, "sounding");
    teller.tick(broadcasts, 0, 1);
    expect(told.map(({ started }) => started.length)).toEqual([500, 500, 200]);
    expect(new Set(told.flatMap(({ started }) => started)).size).toBe(1_200);
  });
});
