import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DEFAULT_SETTINGS, isTalkKey, KeptSettings, readSettings } from "./talk-settings";

function storage(text: string | null = null) {
  const kept = new Map<string, string>(text === null ? [] : [["dalaba.talk.v1", text]]);
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe("the settings of the key", () => {
  test("are remembered under one versioned key", () => {
    const store = storage();
    const changed = {
      device: "abc",
      mode: "latch",
      chime: "two-tone",
      gainControl: false,
      key: "F8",
    } as const;
    new KeptSettings(store).change(changed);
    expect([...store.kept.keys()]).toEqual(["dalaba.talk.v1"]);
    expect(new KeptSettings(store).value).toEqual({ ...DEFAULT_SETTINGS, ...changed });
  });

  test.each([
    null,
    "",
    "{",
    "null",
    "[]",
    '"latch"',
    '{"mode":7,"chime":"gong","key":"Tab","device":3,"releaseAfterMin":-1,"gainControl":"no"}',
    `{"device":"${"x".repeat(257)}"}`,
    '{"key":"Escape","releaseAfterMin":1.5}',
  ])("that make no sense are the ones to begin with: %s", (text) => {
    expect(readSettings(text)).toEqual(DEFAULT_SETTINGS);
  });

  test("are read whatever stands there", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { key, mode, releaseAfterMin } = readSettings(text);
        expect(isTalkKey(key)).toBe(true);
        expect(["hold", "latch"]).toContain(mode);
        expect(releaseAfterMin).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("hold until the page goes where nothing can be kept", () => {
    const refusing = {
      getItem: (): never => {
        throw new Error("off");
      },
      setItem: (): never => {
        throw new Error("full");
      },
    };
    expect(new KeptSettings(refusing).change({ mode: "latch" }).mode).toBe("latch");
    expect(new KeptSettings(undefined).value).toEqual(DEFAULT_SETTINGS);
  });

  test.each(["Escape", "Tab", "Enter", "ArrowUp", "MetaLeft", "F25", "Backspace"])(
    "%s is no key to talk with",
    (code) => {
      expect(isTalkKey(code)).toBe(false);
    },
  );
});
