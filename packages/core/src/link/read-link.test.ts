import { describe, expect, it } from "vitest";
import { EVENT_KINDS } from "../camera-event/camera-event";
import { HARMLESS_KINDS } from "./link";
import { readLink } from "./read-link";

const steps = [{ announcement: "a".repeat(16) }];
const read = (written: unknown) => readLink(written, "0".repeat(16), "o-admin");
const codeOf = (written: unknown) => {
  const link = read(written);
  return link.ok ? "ok" : link.code;
};

describe("a link that is written", () => {
  it("needs a title alone, and then sounds nothing", () => {
    const link = read({ title: "夜间聚集" });
    expect(link).toMatchObject({ ok: true, value: { enabled: true, sound: null, suggest: [] } });
    expect(link.ok && link.value.when).toMatchObject({ kinds: [], leastScore: 0, hours: [] });
  });

  it("is armed by whoever writes it, for harmless kinds alone", () => {
    expect(read({ title: "t", when: { kinds: ["illegal-parking"] }, sound: { steps } })).toMatchObject({
      value: { sound: { armedBy: "o-admin", priority: 45, coolDownMs: 300_000 } },
    });
    for (const kind of EVENT_KINDS) {
      const expected = HARMLESS_KINDS.has(kind) ? "ok" : "link-not-harmless";
      expect(codeOf({ title: "t", when: { kinds: [kind] }, sound: { steps } })).toBe(expected);
    }
    expect(codeOf({ title: "t", sound: { steps } })).toBe("link-not-harmless");
    expect(codeOf({ title: "t", when: { kinds: ["illegal-parking", "fire"] }, sound: { steps } })).toBe(
      "link-not-harmless",
    );
  });

  it("is refused with the member that is wrong", () => {
    const priority = { steps, priority: 46 };
    expect(read({ title: "t", when: { kinds: ["illegal-parking"] }, sound: priority })).toMatchObject({
      ok: false,
      params: { member: "sound.priority" },
    });
    for (const wrong of [
      null,
      [],
      {},
      { title: "" },
      { title: "t", when: { hours: [{ from: "25:00", to: "06:00" }] } },
    ])
      expect(codeOf(wrong)).toBe("link-invalid");
  });

  it("keeps its hours as the judge reads them", () => {
    const link = read({ title: "t", when: { hours: [{ from: "22:00", to: "06:00" }] } });
    expect(link.ok && link.value.when.hours).toEqual([{ from: "22:00:00", to: "06:00:00" }]);
  });
});
