import { expect, test } from "vitest";
import { wantsColour } from "./colours";
import { printable } from "./printable";

test("what could act on a terminal is left out; colours stay where they are wanted", () => {
  const text = "\u001b[31mred\u001b[0m \u001b[2J\u001b]0;title\u0007 a\tb\nc\u009b5m\u007f";
  expect(printable(text, false)).toBe("[31mred[0m [2J]0;title a\tb\nc5m");
  expect(printable(text, true)).toBe("\u001b[31mred\u001b[0m [2J]0;title a\tb\nc5m");
  expect(printable("东村1号 ● ✕", false)).toBe("东村1号 ● ✕");
});

test("colours are for terminals that want them", () => {
  const { NO_COLOR, TERM, FORCE_COLOR, CI } = process.env;
  try {
    delete process.env.NO_COLOR;
    process.env.TERM = "xterm";
    expect(wantsColour({ isTTY: true })).toBe(true);
    expect(wantsColour({})).toBe(false);
    process.env.FORCE_COLOR = "1";
    process.env.CI = "1";
    expect(wantsColour({ isTTY: false })).toBe(false);
    process.env.NO_COLOR = "1";
    expect(wantsColour({ isTTY: true })).toBe(false);
    process.env.NO_COLOR = "";
    process.env.TERM = "dumb";
    expect(wantsColour({ isTTY: true })).toBe(false);
  } finally {
    for (const [name, value] of Object.entries({ NO_COLOR, TERM, FORCE_COLOR, CI })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});
