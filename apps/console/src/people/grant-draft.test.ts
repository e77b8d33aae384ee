import { describe, expect, it } from "vitest";
import { draftOf, grantsOf, isPriority, withRole } from "./grant-draft";

const grant = { role: "operator", site: "hl", maxPriority: 64, permissions: ["emergency"] } as const;

describe("grants being written", () => {
  it("come back as they were", () => {
    const same = { ...grant, permissions: [...grant.permissions] };
    expect(grantsOf([draftOf(same)])).toEqual([same]);
  });

  it("are not sent with a priority that is none, or twice for one site", () => {
    const draft = draftOf({ ...grant, permissions: [] });
    for (const maxPriority of ["", "80", "-1", "6.4", "x"]) {
      expect(isPriority(maxPriority), maxPriority).toBe(false);
      expect(grantsOf([{ ...draft, maxPriority }])).toBeNull();
    }
    expect(grantsOf([draft, { ...draft, maxPriority: "50" }])).toBeNull();
    expect(grantsOf([draft, { ...draft, site: "*" }])).toHaveLength(2);
    expect(grantsOf([])).toEqual([]);
  });

  it("take the highest priority of another role with the role", () => {
    expect(withRole(draftOf({ ...grant, permissions: [] }), "viewer", 0)).toMatchObject({
      role: "viewer",
      maxPriority: "0",
    });
  });
});
