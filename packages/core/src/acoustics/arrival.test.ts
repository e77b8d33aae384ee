import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readTown } from "../town";
import { at, source } from "./acoustics.test-support";
import { absorptionDbPerKm, MILD_AIR, soundMetresPerSecond, speechAbsorptionDbPerKm } from "./air";
import { arrivalAt, arrivalsAt, reachMetres, VILLAGE_BY_DAY } from "./arrival";
import { hardwareClass, hornDb } from "./loudspeaker";

describe("the air", () => {
  it.each([
    [0, 331.3],
    [20, 343.2],
    [35, 351.9],
  ])("carries sound at %d °C with %d m/s", (temperatureC, metresPerSecond) => {
    expect(soundMetresPerSecond(temperatureC)).toBeCloseTo(metresPerSecond, 1);
  });

  // ISO 9613-2:1996, table 2: dB/km at the octaves from 63 Hz to 8 kHz.
  const octaves = [63, 125, 250, 500, 1_000, 2_000, 4_000, 8_000];
  it.each([
    [10, 70, [0.1, 0.4, 1.0, 1.9, 3.7, 9.7, 32.8, 117]],
    [20, 70, [0.1, 0.3, 1.1, 2.8, 5.0, 9.0, 22.9, 76.6]],
    [30, 70, [0.1, 0.3, 1.0, 3.1, 7.4, 12.7, 23.1, 59.3]],
    [15, 20, [0.3, 0.6, 1.2, 2.7, 8.2, 28.2, 88.8, 202]],
    [15, 50, [0.1, 0.5, 1.2, 2.2, 4.2, 10.8, 36.2, 129]],
    [15, 80, [0.1, 0.3, 1.1, 2.4, 4.1, 8.3, 23.7, 82.8]],
  ] as const)(
    "at %d °C and %d %% takes from tones what the published table says",
    (temperatureC, humidityPercent, table) => {
      const air = { temperatureC, humidityPercent, pressureKpa: 101.325 };
      for (const [index, dbPerKm] of table.entries()) {
        const ours = absorptionDbPerKm(octaves[index] as number, air);
        // The table is of exact octaves, rounded to a tenth or three digits.
        expect(Math.abs(ours - dbPerKm), `${octaves[index]} Hz: ${ours}`).toBeLessThan(0.06 + dbPerKm * 0.02);
      }
    },
  );

  it("takes 5.6 dB/km from speech on a mild day", () => {
    expect(speechAbsorptionDbPerKm(MILD_AIR)).toBeCloseTo(5.6, 1);
  });
});

describe("a horn", () => {
  it.each([
    [0, 0],
    [45, -6],
    [-45, -6],
    [315, -6],
    [22.5, -1.5],
    [90, -18],
    [180, -18],
    [540, -18],
    [360, 0],
  ])("%d degrees off its axis is %d dB down", (degrees, db) => {
    expect(hornDb(degrees)).toBeCloseTo(db, 6);
  });

  it.each([
    [null, "horn"],
    ["HS-30 4G horn", "horn"],
    ["HS-60 column", "column"],
    ["防水音柱 60W", "column"],
  ])("by its type plate %s is a %s", (hardware, kind) => {
    expect(hardwareClass(hardware)).toBe(kind);
  });
});

describe("what arrives", () => {
  const horn = source("a", at(0), { bearing: 90, hardware: "HS-30 horn" });

  it("343 m away comes a second later, 50.7 dB down and 1.9 more for the air", () => {
    const arrival = arrivalAt(at(343.2), horn, VILLAGE_BY_DAY);
    expect(arrival.metres).toBeCloseTo(343.2, 1);
    expect(arrival.travelMs).toBeCloseTo(1_000, 0);
    expect(arrival.levelDb).toBeCloseTo(108 - 50.71 - 1.92, 1);
  });

  it("is 6 dB less at twice the distance, and 18 less behind the horn", () => {
    const ahead = (metres: number) => arrivalAt(at(metres), horn, VILLAGE_BY_DAY).levelDb;
    expect(ahead(20) - ahead(40)).toBeCloseTo(6.02 + 0.11, 1);
    expect(ahead(40) - arrivalAt(at(-40), horn, VILLAGE_BY_DAY).levelDb).toBeCloseTo(18, 3);
    expect(ahead(40) - arrivalAt(at(0, 40), horn, VILLAGE_BY_DAY).levelDb).toBeCloseTo(18, 3);
    expect(ahead(40) - arrivalAt(at(28.284, 28.284), horn, VILLAGE_BY_DAY).levelDb).toBeCloseTo(6, 1);
  });

  it("is what the level of the speaker makes it; under the horn nobody hears more than at a metre", () => {
    const softer = { ...horn, levelDb: -12 };
    expect(arrivalAt(at(50), softer, VILLAGE_BY_DAY).levelDb).toBeCloseTo(
      arrivalAt(at(50), horn, VILLAGE_BY_DAY).levelDb - 12,
      9,
    );
    expect(arrivalAt(at(0), { ...horn, bearing: null }, VILLAGE_BY_DAY)).toMatchObject({ metres: 1 });
  });

  it("is listed from the loudest down, and only what can be made out above the noise", () => {
    const sources = [
      source("far", at(900)),
      source("near", at(50)),
      source("mid", at(300)),
      source("soft", at(60), { levelDb: -40 }),
    ];
    const heard = (ambientDb: number) =>
      arrivalsAt(at(0), sources, { ...VILLAGE_BY_DAY, ambientDb }).map(({ speaker }) => speaker);
    expect(heard(50)).toEqual(["near", "mid"]);
    expect(heard(70)).toEqual(["near"]);
    expect(heard(30)).toEqual(["near", "mid", "far", "soft"]);
  });
});

describe("how far speech is understood", () => {
  it("is where it stands 6 dB above the noise", () => {
    const horn = source("a", at(0));
    const reach = reachMetres(horn, VILLAGE_BY_DAY);
    expect(reach).toBeCloseTo(323, 0);
    expect(arrivalAt(at(reach), horn, VILLAGE_BY_DAY).levelDb).toBeCloseTo(56, 1);
  });

  it("agrees with what the demo town says of its speakers", () => {
    const text = readFileSync(join(import.meta.dirname, "../../../../apps/demo/town.yaml"), "utf8");
    const town = readTown(parse(text));
    if (!town.ok) throw new Error(town.detail);
    for (const speaker of town.value.speakers) {
      const ratio = reachMetres(speaker, VILLAGE_BY_DAY) / speaker.audibleMetres;
      expect([speaker.id, ratio > 0.8 && ratio < 1.35]).toEqual([speaker.id, true]);
    }
  });
});
