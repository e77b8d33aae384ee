import { describe, expect, it } from "vitest";
import { BOOT_TOKEN, realSound, testSide } from "../http/http-side.test-support";
import { silentLog } from "../log";
import { tellTroubles } from "./trouble-events";

async function feedOf() {
  const side = await testSide(realSound);
  const kinds = () =>
    side.store.events
      .since(0, 100)
      .events.map(({ kind, subject, site, body }) => ({ kind, subject, site, body }));
  const call = (method: string, path: string, json?: unknown) =>
    side.request(method, `/api/v1${path}`, { token: BOOT_TOKEN, ...(json === undefined ? {} : { json }) });
  return { side, kinds, call };
}

describe("what a console learns from the feed alone", () => {
  it("speakers that are added, disabled, enabled and removed, at their site", async () => {
    const { kinds, call } = await feedOf();
    await call("POST", "/speakers", {
      site: "east",
      name: "n",
      at: { lat: 25, lon: 102 },
      count: 3,
      id: "new",
    });
    await call("POST", "/speakers/e1/disable");
    await call("POST", "/speakers/e1/enable");
    await call("DELETE", "/speakers/e1");
    expect(kinds()).toEqual([
      {
        kind: "speakers-added",
        subject: "east",
        site: "east",
        body: { speakers: ["new-001", "new-002", "new-003"] },
      },
      { kind: "speaker-disabled", subject: "e1", site: "east", body: {} },
      { kind: "speaker-enabled", subject: "e1", site: "east", body: {} },
      { kind: "speaker-removed", subject: "e1", site: "east", body: {} },
    ]);
  });

  it("a town that was changed, and which lists to read again", async () => {
    const { side, kinds } = await feedOf();
    const zone = "version: 1\ncoordinates: wgs84\nzones: [{ id: z, name: 河, site: east }]\n";
    const apply = () =>
      side.request("POST", "/api/v1/town/apply", {
        token: BOOT_TOKEN,
        headers: { "content-type": "text/yaml" },
        body: zone,
      });
    await apply();
    // Nothing changed: nothing is told.
    await apply();
    expect(kinds()).toMatchObject([
      { kind: "town-changed", subject: "town", body: { added: 1, changed: 0, removed: 0, kinds: ["zones"] } },
    ]);
  });

  it("operators that are changed, and nothing of what was refused", async () => {
    const { kinds, call } = await feedOf();
    await call("POST", "/operators", { name: "li", grants: [] });
    const id = kinds()[0]?.subject ?? "";
    expect(id).toMatch(/^o/);
    await call("PUT", `/operators/${id}/grants`, { grants: [{ role: "viewer", site: "east" }] });
    await call("PUT", "/operators/o-nobody/grants", { grants: [] });
    await call("DELETE", `/operators/${id}`);
    expect(kinds().map(({ kind, subject, body }) => [kind, subject, body.act])).toEqual([
      ["operators-changed", id, "added"],
      ["operators-changed", id, "grants"],
      ["operators-changed", id, "removed"],
    ]);
  });

  it("troubles that are set, change and are cleared, once each", async () => {
    const { side, kinds } = await feedOf();
    const leave = tellTroubles({ ...side, log: silentLog });
    const dead = { code: "air-unreachable", detail: "not connected" };
    side.troubles.hang("air", dead);
    side.troubles.hang("air", dead);
    side.troubles.hang("air", { ...dead, detail: "no answer" });
    side.troubles.clear("air");
    side.troubles.clear("air");
    leave();
    side.troubles.hang("air", dead);
    expect(
      kinds().map(({ kind, subject, body }) => [kind, subject, body.detail ?? null, body.ready]),
    ).toEqual([
      ["trouble-set", "air", "not connected", false],
      ["trouble-set", "air", "no answer", false],
      ["trouble-cleared", "air", null, true],
    ]);
  });
});
