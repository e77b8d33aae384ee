import { describe, expect, it } from "vitest";
import { ACTS, type Act } from "./acts";
import { ROLES, type Role } from "./grant";
import { actor, at, grant, TREE, withToken } from "./permission.test-support";
import { highestPriority, permit, permittedSites } from "./permit";

/** Rows: acts. Columns: viewer, operator, supervisor, technician, admin. `y` = allowed at its own site. */
const TABLE: Record<Act, string> = {
  see: "y y y y y",
  hear: "- y y - y",
  talk: "- y y - y",
  play: "- y y - y",
  stop: "- y y - y",
  "manage-clips": "- y y - y",
  "manage-schedules": "- y y - y",
  "handle-incidents": "- y y - y",
  "manage-speakers": "- - - y y",
  "manage-town": "- - - - y",
  "manage-operators": "- - - - y",
  "manage-system": "- - - - y",
  "see-audit": "- - y - y",
  "read-metrics": "- - - y y",
};

const code = (result: ReturnType<typeof permit>): string => (result.ok ? "ok" : result.code);

describe("roles and acts", () => {
  for (const act of ACTS) {
    ROLES.forEach((role: Role, column) => {
      const allowed = TABLE[act].split(" ")[column] === "y";
      const one = actor([grant(role, "east")]);
      it(`${role} ${allowed ? "may" : "may not"} ${act}`, () => {
        const expected = allowed ? "ok" : "not-allowed";
        expect(code(permit(one, act, { sites: at("east") }, TREE, 0))).toBe(expected);
        expect(code(permit(one, act, { sites: at("east-hamlet") }, TREE, 0))).toBe(expected);
        expect(code(permit(one, act, { sites: "any" }, TREE, 0))).toBe(expected);
      });
      it(`${role} may ${act} nowhere outside its sites`, () => {
        for (const sites of [at("west"), at("town"), at("east", "west"), at("no-such-site"), []])
          expect(code(permit(one, act, { sites }, TREE, 0))).toBe("outside-your-sites");
        expect(permittedSites(one, act, TREE, 0)).toEqual(allowed ? ["east", "east-hamlet"] : []);
      });
    });
  }

  it("calls it outside-your-sites when the act is held elsewhere only", () => {
    const one = actor([grant("viewer", "town"), grant("operator", "east")]);
    expect(permit(one, "talk", { sites: at("east", "west") }, TREE, 0)).toMatchObject({
      code: "outside-your-sites",
      params: { act: "talk", sites: ["west"] },
    });
  });

  it("covers every site, new roots and the installation itself by a grant everywhere alone", () => {
    const everywhere = actor([grant("admin", "*")]);
    const top = actor([grant("admin", "town")]);
    for (const sites of [at("west"), at("town", "east"), at("a-new-root"), ["*"] as const]) {
      expect(code(permit(everywhere, "manage-town", { sites }, TREE, 0))).toBe("ok");
    }
    expect(code(permit(top, "manage-town", { sites: ["*"] }, TREE, 0))).toBe("outside-your-sites");
    expect(code(permit(top, "manage-town", { sites: at("a-new-root") }, TREE, 0))).toBe("outside-your-sites");
    const token = withToken(everywhere, { acts: ["manage-town"], sites: at("east") });
    expect(code(permit(token, "manage-town", { sites: ["*"] }, TREE, 0))).toBe("outside-your-sites");
    expect(permittedSites(everywhere, "manage-town", TREE, 0)).toHaveLength(4);
  });

  it("gives nothing to someone without grants", () => {
    for (const act of ACTS) {
      expect(permit(actor([]), act, { sites: "any" }, TREE, 0).ok).toBe(false);
      expect(permit(actor([]), act, { sites: at("town") }, TREE, 0).ok).toBe(false);
    }
  });
});

describe("priorities", () => {
  const one = actor([grant("operator", "east", { maxPriority: 60 }), grant("supervisor", "west")]);

  it("bounds by the grant that covers each site", () => {
    const tries: [string[], number, string][] = [
      [["east"], 60, "ok"],
      [["east"], 61, "priority-too-high"],
      [["west"], 68, "ok"],
      [["west"], 69, "priority-too-high"],
      [["east", "west"], 60, "ok"],
      [["east", "west"], 68, "priority-too-high"],
    ];
    for (const [sites, priority, expected] of tries)
      expect([
        sites,
        priority,
        code(permit(one, "talk", { sites: at(...sites), priority }, TREE, 0)),
      ]).toEqual([sites, priority, expected]);
    expect(highestPriority(one, "talk", at("east", "west"), TREE)).toBe(60);
    expect(highestPriority(one, "manage-town", at("east"), TREE)).toBe(-1);
  });

  it("opens 80-100 by the permission emergency alone, and nothing above 100 or odd", () => {
    const plain = actor([grant("admin", "town", { maxPriority: 79 })]);
    const trusted = actor([grant("operator", "east", { maxPriority: 60, permissions: ["emergency"] })]);
    for (const priority of [80, 99, 100]) {
      expect(permit(plain, "talk", { sites: at("east"), priority }, TREE, 0)).toMatchObject({
        code: "not-allowed",
        params: { permission: "emergency" },
      });
      expect(code(permit(trusted, "talk", { sites: at("east"), priority }, TREE, 0))).toBe("ok");
      expect(code(permit(trusted, "talk", { sites: at("east", "west"), priority }, TREE, 0))).toBe(
        "outside-your-sites",
      );
    }
    for (const priority of [101, 255, -1, 60.5, Number.NaN])
      expect(code(permit(trusted, "talk", { sites: at("east"), priority }, TREE, 0))).toBe(
        "priority-too-high",
      );
    expect(code(permit(trusted, "talk", { sites: at("east"), priority: 79 }, TREE, 0))).toBe(
      "priority-too-high",
    );
  });

  it("lets whoever may start a priority stop it, and everyone stop their own", () => {
    expect(code(permit(one, "stop", { sites: at("east"), priority: 60 }, TREE, 0))).toBe("ok");
    expect(code(permit(one, "stop", { sites: at("east"), priority: 64 }, TREE, 0))).toBe("priority-too-high");
    expect(code(permit(one, "stop", { sites: at("town"), priority: 100, own: true }, TREE, 0))).toBe("ok");
    expect(code(permit(one, "talk", { sites: at("town"), priority: 60, own: true }, TREE, 0))).toBe(
      "outside-your-sites",
    );
  });
});

describe("tokens", () => {
  const owner = actor([grant("operator", "town", { permissions: ["emergency"] })]);

  it("narrow their owner by act, site, priority, permission and time, and never widen", () => {
    const narrow = withToken(owner, { acts: ["play"], sites: at("east"), maxPriority: 40 });
    const tries: [Act, string, number, string][] = [
      ["play", "east", 40, "ok"],
      ["play", "east-hamlet", 40, "ok"],
      ["play", "east", 41, "priority-too-high"],
      ["play", "west", 40, "outside-your-sites"],
      ["play", "east", 80, "not-allowed"],
      ["talk", "east", 40, "not-allowed"],
    ];
    for (const [act, where, priority, expected] of tries)
      expect([act, where, code(permit(narrow, act, { sites: at(where), priority }, TREE, 0))]).toEqual([
        act,
        where,
        expected,
      ]);
    expect(
      code(
        permit(
          withToken(owner, { permissions: ["emergency"] }),
          "talk",
          { sites: at("east"), priority: 80 },
          TREE,
          0,
        ),
      ),
    ).toBe("ok");
    const wide = withToken(actor([grant("viewer", "east")]), { acts: [...ACTS], permissions: ["emergency"] });
    expect(code(permit(wide, "talk", { sites: at("east") }, TREE, 0))).toBe("not-allowed");
    expect(code(permit(wide, "see", { sites: at("west") }, TREE, 0))).toBe("outside-your-sites");
  });

  it("end at their expiry", () => {
    const token = withToken(owner, {}, 1_000);
    expect(code(permit(token, "see", { sites: at("east") }, TREE, 999))).toBe("ok");
    expect(code(permit(token, "see", { sites: at("east") }, TREE, 1_000))).toBe("token-expired");
    expect(permittedSites(token, "see", TREE, 1_000)).toEqual([]);
  });
});
