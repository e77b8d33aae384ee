import { expect, test } from "vitest";
import { SignalWatch } from "./signal-watch";

test("no signal for three seconds is a warning, and any signal takes it back", () => {
  const watch = new SignalWatch();
  const quiet = { rmsDb: -70.1, clipping: false };
  const said = Array.from({ length: 151 }, () => watch.push(quiet, 20));
  expect(said.indexOf("mic-silent")).toBe(149);
  expect(watch.push({ rmsDb: Number.NEGATIVE_INFINITY, clipping: false }, 20)).toBe("mic-silent");
  expect(watch.push({ rmsDb: -69.9, clipping: false }, 20)).toBeNull();
  expect(watch.push(quiet, 2980)).toBeNull();
  expect(watch.push(quiet, 20)).toBe("mic-silent");
});

test("full scale is a warning as long as the meter holds it", () => {
  const watch = new SignalWatch();
  expect(watch.push({ rmsDb: -6, clipping: true }, 20)).toBe("mic-clipping");
  expect(watch.push({ rmsDb: -6, clipping: false }, 20)).toBeNull();
});
