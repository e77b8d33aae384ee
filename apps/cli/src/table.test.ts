import { expect, test } from "vitest";
import { table } from "./table";

/** Columns of a terminal: East Asian wide characters take two (Unicode UAX 11). */
const width = (text: string): number =>
  [...text].reduce(
    (sum, char) =>
      sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/.test(char) ? 2 : 1),
    0,
  );

test("Chinese names take two columns a character, and what follows stays in line", () => {
  const lines = table(
    ["name", "id"],
    [
      ["东村1号喇叭", "@1"],
      ["west", "@2"],
      ["（西村）村口", "@3"],
    ],
    "",
  ).split("\n");
  const columns = lines.slice(1).map((line) => width(line.slice(0, line.indexOf("@"))));
  expect(new Set(columns).size).toBe(1);
  expect(columns[0]).toBe(14);
});

test("no line ends in blanks, and a line break in a name tears no row apart", () => {
  const text = table(
    ["a", "b"],
    [
      ["x\ny", ""],
      ["z", 1],
    ],
    "",
  );
  expect(text).toBe("a    b\nx y\nz    1");
});

test("without a row it says what to do next", () => {
  expect(table(["a"], [], "none yet; add one")).toBe("none yet; add one");
});
