import { EVERYWHERE } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { hashOf, newSecret } from "../people/secrets";
import { BOOT_TOKEN, grant, testSide } from "./http-side.test-support";

/** The first administrator as `pnpm controller` makes it, and the link it prints. */
async function firstAdmin() {
  const side = await testSide();
  const id = await side.person("admin", [grant("admin", EVERYWHERE, 79)]);
  const link = newSecret();
  const { ms } = side.clock;
  side.store.sessions.addLink({ hash: hashOf(link), operator: id, expiresAtMs: ms + 3_600_000 }, ms);
  const signedIn = await side.request("POST", "/api/v1/session", { json: { link } });
  const cookie = (signedIn.headers.get("set-cookie") ?? "").split(";")[0] as string;
  const headers = { cookie, "x-dalaba": "1" };
  const get = async (path: string) => (await side.request("GET", `/api/v1${path}`, { headers })).json();
  const post = (path: string, json: unknown) => side.request("POST", `/api/v1${path}`, { headers, json });
  return { side, id, get, post };
}

describe("the first set-up", () => {
  it("asks whoever came by the link for a password, until there is one", async () => {
    const { id, get, post } = await firstAdmin();
    expect(await get("/session")).toMatchObject({ mustSetPassword: true });
    expect(await get("/setup")).toEqual({
      passwordSet: false,
      needsCurrentPassword: false,
      townEmpty: false,
      speakers: { total: 2, withCredentials: 0 },
      othersExist: false,
    });
    expect((await post(`/operators/${id}/password`, { password: "a long password" })).status).toBe(200);
    expect(await get("/session")).toMatchObject({ mustSetPassword: false });
    expect(await get("/setup")).toMatchObject({ passwordSet: true, needsCurrentPassword: false });
  });

  it("asks no token for one", async () => {
    const { side, id } = await firstAdmin();
    const token = side.tokenOf(id);
    for (const each of [BOOT_TOKEN, token]) {
      const me = await (await side.request("GET", "/api/v1/session", { token: each })).json();
      expect(me).toMatchObject({ mustSetPassword: false });
    }
    const setup = await (await side.request("GET", "/api/v1/setup", { token: BOOT_TOKEN })).json();
    expect(setup).toMatchObject({ passwordSet: null, needsCurrentPassword: false });
  });

  it("counts the speakers that one may see", async () => {
    const { side } = await firstAdmin();
    const li = await side.person("li", [grant("operator", "east")]);
    const setup = await (await side.request("GET", "/api/v1/setup", { token: side.tokenOf(li) })).json();
    expect(setup).toMatchObject({ speakers: { total: 1 }, othersExist: true });
  });
});
