import { describe, expect, test } from "vitest";
import { takesTalkKey } from "./watch-page";

/** The browser's Element in so far as it is asked: where it stands, by the selectors that it and its forebears match. */
class FakeElement extends EventTarget {
  readonly #own: readonly string[];
  readonly #above: readonly string[];
  constructor(own: readonly string[], above: readonly string[] = []) {
    super();
    this.#own = own;
    this.#above = above;
  }
  matches(selectors: string): boolean {
    return selectors.split(", ").some((each) => this.#own.includes(each));
  }
  closest(selectors: string): FakeElement | null {
    const all = [...this.#own, ...this.#above];
    return selectors.split(", ").some((each) => all.includes(each)) ? this : null;
  }
}
Object.assign(globalThis, { Element: FakeElement });

describe("a key is meant for the talk key", () => {
  const field = new FakeElement(["input"]);
  const button = new FakeElement(["button"]);
  const map = new FakeElement(["[role=application]", "[role]"]);
  const own = new FakeElement(["button", "[data-talk-key]"]);

  test.each([
    ["Space", null, true],
    ["Space", map, true],
    ["Space", own, true],
    ["Space", field, false],
    ["Space", button, false],
    ["KeyT", field, false],
    ["Numpad0", field, false],
  ] as const)("%s at %o: %s", (code, target, meant) => {
    expect(takesTalkKey(target, code)).toBe(meant);
  });

  test.each(["F13", "F24", "F9", "Pause", "ScrollLock"])(
    "%s of a foot pedal is, wherever the focus stands: it writes and presses nothing there",
    (code) => {
      for (const target of [field, button, map, null]) expect(takesTalkKey(target, code)).toBe(true);
    },
  );
});
