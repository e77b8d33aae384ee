import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asId, type CameraId, type RoomId, type SiteId } from "../model";
import { GROUP_MS, groups, type Incident } from "./incident";
import { type IncidentAct, stepIncident } from "./incident-step";

const LIN = { id: "o-lin", name: "林" };
const CHEN = { id: "o-chen", name: "陈" };
const centre = asId<RoomId>("centre");

const fresh: Incident = {
  ...{ id: "0123456789abcdef", kind: "help-call", camera: asId<CameraId>("cam"), site: asId<SiteId>("east") },
  ...{ state: "open", outcome: null, room: null, owner: null, link: null, suggest: [], events: 1 },
  ...{ openedAtMs: 1000, heardAtMs: 1000, acknowledgedAtMs: null, talkedDownAtMs: null, closedAtMs: null },
};

function after(incident: Incident, act: IncidentAct, by = LIN, nowMs = 2000, force = false): Incident {
  const step = stepIncident(incident, act, by, nowMs, force);
  if (!step.ok) throw new Error(step.code);
  return { ...incident, ...step.value };
}
const codeOf = (incident: Incident, act: IncidentAct, by = LIN): string => {
  const step = stepIncident(incident, act, by, 2000);
  return step.ok ? "ok" : step.code;
};

describe("an incident", () => {
  it("is acknowledged, talked down and closed, and keeps when", () => {
    const taken = after(fresh, { act: "acknowledge" });
    expect(taken).toMatchObject({ state: "acknowledged", owner: LIN, acknowledgedAtMs: 2000 });
    const talked = after(taken, { act: "talk" }, LIN, 3000);
    expect(talked).toMatchObject({ state: "acknowledged", talkedDownAtMs: 3000, acknowledgedAtMs: 2000 });
    expect(after(talked, { act: "talk" }, LIN, 9000).talkedDownAtMs).toBe(3000);
    const closed = after(talked, { act: "close", outcome: "resolved" }, LIN, 4000);
    expect(closed).toMatchObject({ state: "closed", outcome: "resolved", closedAtMs: 4000 });
  });

  it("is taken by whoever speaks or closes first", () => {
    expect(after(fresh, { act: "talk" })).toMatchObject({ owner: LIN, acknowledgedAtMs: 2000 });
    expect(after(fresh, { act: "close", outcome: "false-alarm" })).toMatchObject({ owner: LIN });
  });

  it("has one owner, until somebody takes it over", () => {
    const taken = after(fresh, { act: "acknowledge" });
    expect(codeOf(taken, { act: "acknowledge" }, CHEN)).toBe("incident-taken");
    expect(after(taken, { act: "acknowledge" }, CHEN, 5000, true)).toMatchObject({
      owner: CHEN,
      acknowledgedAtMs: 2000,
    });
  });

  it("stands open in the room that it is handed to", () => {
    const taken = after(fresh, { act: "acknowledge" });
    const handed = after(taken, { act: "hand-over", room: centre });
    expect(handed).toMatchObject({ state: "open", owner: null, room: centre });
    expect(after(handed, { act: "acknowledge" }, CHEN)).toMatchObject({
      owner: CHEN,
      acknowledgedAtMs: 2000,
    });
  });

  it("is left alone once closed, and can be opened again", () => {
    const closed = after(fresh, { act: "close", outcome: "resolved" });
    expect(codeOf(closed, { act: "acknowledge" })).toBe("incident-closed");
    expect(codeOf(closed, { act: "close", outcome: "false-alarm" })).toBe("incident-closed");
    expect(codeOf(closed, { act: "close", outcome: "resolved" })).toBe("ok");
    expect(after(closed, { act: "reopen" }, CHEN, 8000)).toMatchObject({
      ...{ state: "acknowledged", outcome: null, closedAtMs: null, owner: CHEN, heardAtMs: 8000 },
    });
    expect(codeOf(fresh, { act: "reopen" })).toBe("incident-not-closed");
  });

  it("is consistent whatever is done to it", () => {
    const act = fc.constantFrom<IncidentAct>(
      { act: "acknowledge" },
      { act: "talk" },
      { act: "hand-over", room: centre },
      { act: "close", outcome: "resolved" },
      { act: "close", outcome: "false-alarm" },
      { act: "reopen" },
    );
    const steps = fc.array(fc.tuple(act, fc.constantFrom(LIN, CHEN), fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (all) => {
        let incident = fresh;
        let nowMs = 1000;
        for (const [each, by, force] of all) {
          nowMs += 10;
          const step = stepIncident(incident, each, by, nowMs, force);
          if (step.ok) incident = { ...incident, ...step.value };
          const { state, outcome, closedAtMs, owner, acknowledgedAtMs } = incident;
          expect(state === "closed").toBe(outcome !== null);
          expect(state === "closed").toBe(closedAtMs !== null);
          if (state === "open") expect(owner).toBeNull();
          else expect(owner).not.toBeNull();
          if (owner !== null) expect(acknowledgedAtMs).not.toBeNull();
        }
      }),
    );
  });
});

describe("repeats", () => {
  const again = { kind: fresh.kind, camera: fresh.camera };

  it("join the incident that is there, for a while", () => {
    expect(groups(fresh, again, 1000 + GROUP_MS)).toBe(true);
    expect(groups(fresh, again, 1001 + GROUP_MS)).toBe(false);
  });

  it("of another kind or camera, or after it was closed, are news", () => {
    expect(groups(fresh, { ...again, kind: "fire" }, 1000)).toBe(false);
    expect(groups(fresh, { ...again, camera: asId<CameraId>("other") }, 1000)).toBe(false);
    expect(groups({ ...fresh, state: "closed" }, again, 1000)).toBe(false);
  });
});
