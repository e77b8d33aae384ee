import { describe, expect, it } from "vitest";
import { permitGrant, permitManage, permitScope } from "./delegation";
import type { TokenScope } from "./grant";
import { actor, at, grant, room, TREE, withToken } from "./permission.test-support";
import { playPriority, talkPriority } from "./priority";

describe("the priority of a talk", () => {
  it("follows role and room", () => {
    const village = actor([grant("operator", "town")]);
    const centre = actor([grant("operator", "town")], { room: room("centre") });
    const nowhere = actor([grant("operator", "town")], { room: null });
    const supervisor = actor([grant("supervisor", "town")]);
    const table = [
      [village, 60],
      [centre, 64],
      [nowhere, 60],
      [supervisor, 68],
      [actor([grant("admin", "town")]), 68],
      [actor([grant("operator", "town", { maxPriority: 62 })], { room: room("centre") }), 62],
      [actor([grant("supervisor", "east"), grant("operator", "town")]), 60],
    ] as const;
    for (const [who, priority] of table)
      expect(talkPriority(who, at("east", "west"), TREE)).toEqual({ ok: true, value: priority });
  });

  it("is refused below 60 and for nobody's sites", () => {
    expect(
      talkPriority(actor([grant("operator", "town", { maxPriority: 59 })]), at("east"), TREE),
    ).toMatchObject({ code: "priority-too-high", params: { highest: 59 } });
    expect(talkPriority(actor([grant("operator", "town")]), [], TREE).ok).toBe(false);
    expect(
      talkPriority(withToken(actor([grant("operator", "town")]), { maxPriority: 40 }), at("east"), TREE).ok,
    ).toBe(false);
  });

  it("of a file is 40 unless asked, or the actor's highest when that is lower", () => {
    const one = actor([grant("operator", "town")]);
    expect(playPriority(one, at("east"), TREE)).toBe(40);
    expect(playPriority(one, at("east"), TREE, 10)).toBe(10);
    expect(playPriority(one, at("east"), TREE, 64)).toBe(64);
    expect(playPriority(actor([grant("operator", "town", { maxPriority: 20 })]), at("east"), TREE)).toBe(20);
  });
});

describe("giving rights away", () => {
  const villageAdmin = actor([grant("admin", "east")]);
  const code = (result: ReturnType<typeof permitGrant>): string => (result.ok ? "ok" : result.code);

  it("gives only what the giver holds", () => {
    const tries = [
      [grant("operator", "east"), "ok"],
      [grant("admin", "east-hamlet"), "ok"],
      [grant("viewer", "town"), "outside-your-sites"],
      [grant("viewer", "*"), "outside-your-sites"],
      [grant("operator", "west"), "outside-your-sites"],
      [grant("operator", "east", { maxPriority: 79 }), "priority-too-high"],
      [grant("operator", "east", { permissions: ["emergency"] }), "not-allowed"],
    ] as const;
    for (const [given, expected] of tries)
      expect(code(permitGrant(villageAdmin, given, TREE, 0))).toBe(expected);
    expect(code(permitGrant(actor([grant("supervisor", "town")]), grant("viewer", "east"), TREE, 0))).toBe(
      "not-allowed",
    );
    const trusted = actor([grant("admin", "town", { permissions: ["emergency"] })]);
    expect(
      code(permitGrant(trusted, grant("operator", "east", { permissions: ["emergency"] }), TREE, 0)),
    ).toBe("ok");
  });

  it("changes only people whose every right could have been given", () => {
    expect(code(permitManage(villageAdmin, [grant("operator", "east")], TREE, 0))).toBe("ok");
    expect(code(permitManage(villageAdmin, [], TREE, 0))).toBe("ok");
    expect(
      code(permitManage(villageAdmin, [grant("operator", "east"), grant("admin", "town")], TREE, 0)),
    ).toBe("outside-your-sites");
    expect(code(permitManage(actor([grant("operator", "east")]), [], TREE, 0))).toBe("not-allowed");
  });

  it("lets a token hold no more than its maker, and make none itself", () => {
    const scope = (fields: Partial<TokenScope>): TokenScope => ({
      acts: ["see"],
      sites: null,
      maxPriority: 0,
      permissions: [],
      ...fields,
    });
    const operator = actor([grant("operator", "east")]);
    const tries = [
      [scope({}), "ok"],
      [scope({ acts: ["play", "stop"], sites: at("east"), maxPriority: 40 }), "ok"],
      [scope({ acts: ["see-audit"] }), "not-allowed"],
      [scope({ sites: at("west") }), "outside-your-sites"],
      [scope({ maxPriority: 68 }), "priority-too-high"],
      [scope({ permissions: ["emergency"] }), "not-allowed"],
    ] as const;
    for (const [wanted, expected] of tries)
      expect(code(permitScope(operator, wanted, TREE, 0))).toBe(expected);
    expect(code(permitScope(withToken(operator, {}), scope({}), TREE, 0))).toBe("not-allowed");
  });
});
