import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeController, json } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { Desk } from "./run-cli.test-support";

let controller: FakeController;
let desk: Desk;

beforeEach(async () => {
  controller = await FakeController.start();
  desk = new Desk();
  desk.url = controller.url;
});
afterEach(async () => {
  expect(controller.faults).toEqual([]);
  desk.close();
  await controller.die();
});

const bare = { DALABA_URL: "", DALABA_TOKEN: "" };
const config = (): string => join(desk.folder, "config", "dalaba", "cli.json");

function save(text: string): void {
  mkdirSync(join(desk.folder, "config", "dalaba"), { recursive: true });
  writeFileSync(config(), text);
}

describe("without a controller", () => {
  test.each([
    ["a closed port", "http://127.0.0.1:1"],
    ["a name that nobody has", "http://nowhere.invalid:8080"],
  ])("%s: no-controller, exit 7, and how to start one", async (_, url) => {
    const result = await desk.run(["ls", "--json", "--url", url]);
    expect(result.json.error).toMatchObject({
      ...{ code: "no-controller", params: { url } },
      next: "Start it with npm start (demo) or pnpm controller, or name it with --url or DALABA_URL.",
    });
    expect(result.code).toBe(7);
  });

  test("one that takes the question and never answers is not waited for any longer than said", async () => {
    controller.raw(routes.status.showStatus, () => undefined);
    const result = await desk.run(["status", "--timeout", "0.3", "--json"]);
    expect(result.json.error).toMatchObject({
      ...{ code: "no-controller", detail: `${controller.url}: no answer within 0.3 s` },
    });
    expect(result.code).toBe(7);
  });

  test("one that breaks off in mid-answer is said so", async () => {
    controller.raw(routes.status.showStatus, (_, response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
      response.write('{"version":');
      setTimeout(() => response.destroy(), 50);
    });
    const result = await desk.run(["status", "--json"]);
    expect(result.json.error).toMatchObject({
      code: "no-controller",
      detail: expect.stringContaining("broke off"),
    });
    expect(result.code).toBe(7);
  });
});

describe("something else at that address", () => {
  test.each([
    ["a page", 200, "text/html", "<h1>router</h1>"],
    ["a page that is not there", 404, "text/html", "<h1>nginx</h1>"],
    ["JSON of another kind", 200, "application/json", '{"hello":1}'],
    ["JSON that is none", 200, "application/json", "{"],
    ["a wall that wants a password", 401, "text/html", "proxy"],
  ])("%s: exit 7", async (_, status, media, body) => {
    controller.raw(routes.onAir.listOnAir, (_asked, response) =>
      response.writeHead(status, { "content-type": media }).end(body),
    );
    const result = await desk.run(["onair", "--json"]);
    expect(["not-a-controller", "no-controller"]).toContain(result.json.error.code);
    expect(result.json.error.next).not.toBe("");
    expect(result.code).toBe(7);
  });

  test("a newer controller that says more than we know is understood", async () => {
    controller.raw(routes.onAir.listOnAir, (_, response) =>
      json(response, 200, "application/json", { items: [{ ...town.onAir, colour: "red" }], next: null }),
    );
    const result = await desk.run(["onair", "--json"]);
    expect(result.json).toEqual([{ ...town.onAir, colour: "red" }]);
    expect(result.code).toBe(0);
  });
});

describe("an address", () => {
  test.each([
    ["127.0.0.1:8080", "--url http://127.0.0.1:8080"],
    ["localhost:8080", "--url http://localhost:8080"],
    ["ftp://127.0.0.1", "--url http://127.0.0.1"],
  ])("%s is no address, and the right way to write it is told", async (url, next) => {
    const result = await desk.run(["ls", "--url", url, "--json"]);
    expect(result.json.error).toMatchObject({ code: "usage", next });
    expect(result.code).toBe(2);
  });
});

describe("what login keeps", () => {
  beforeEach(() => {
    controller.on(routes.session.signIn, {
      ...{ operator: { id: "o_1", name: "li", displayName: "李红" }, expiresAtMs: town.AT_MS },
      token: "kept",
    });
    controller.on(routes.onAir.listOnAir, town.page([]));
  });

  const asWho = (): (string | undefined)[] =>
    controller.of(routes.onAir.listOnAir).map((each) => each.headers.authorization);

  test("serves every later command, however the address is typed", async () => {
    const url = `${controller.url}/`;
    const signIn = await desk.run(["login", "--link", `${url}sign-in?link=${"a".repeat(20)}`], { env: bare });
    expect(signIn.code).toBe(0);
    expect(controller.asked[0]?.body).toEqual({ link: "a".repeat(20), token: true });
    await desk.run(["onair"], { env: bare });
    await desk.run(["onair", "--url", url], { env: bare });
    expect(asWho()).toEqual(["Bearer kept", "Bearer kept"]);
  });

  test("is given to no other address", async () => {
    save(JSON.stringify({ url: "http://127.0.0.1:1", token: "kept" }));
    await desk.run(["onair", "--url", controller.url], { env: bare });
    expect(asWho()).toEqual([undefined]);
  });

  test("yields to DALABA_TOKEN, and that to --token", async () => {
    save(JSON.stringify({ url: controller.url, token: "kept" }));
    await desk.run(["onair"], { env: { ...bare, DALABA_TOKEN: "of the environment" } });
    await desk.run(["onair", "--token", "typed"], { env: { ...bare, DALABA_TOKEN: "of the environment" } });
    expect(asWho()).toEqual(["Bearer of the environment", "Bearer typed"]);
  });

  test.each(["", "null", "[]", '{"url":5}', "{"])("is nothing where it cannot be read: %j", async (text) => {
    save(text);
    await desk.run(["onair"], { env: { ...bare, DALABA_URL: controller.url } });
    expect(asWho()).toEqual([undefined]);
  });

  test("is revoked and forgotten by logout", async () => {
    save(JSON.stringify({ url: controller.url, token: "kept", user: "li" }));
    controller.on(routes.session.signOut, undefined);
    const result = await desk.run(["logout", "--json"], { env: bare });
    expect(result.json).toEqual({ signedOut: true, revoked: true });
    expect(controller.of(routes.session.signOut)[0]?.headers.authorization).toBe("Bearer kept");
    expect(existsSync(config())).toBe(false);
  });

  test("is forgotten by logout without a controller too, and that it was not revoked is said", async () => {
    save(JSON.stringify({ url: "http://127.0.0.1:1", token: "kept" }));
    const result = await desk.run(["logout", "--json"], { env: bare });
    expect(result.json).toEqual({ signedOut: true, revoked: false });
    expect(result.stderr).toContain("not revoked");
    expect(existsSync(config())).toBe(false);
  });

  test("that cannot be written is said, with another way", async () => {
    writeFileSync(join(desk.folder, "config"), "a file where a folder should be");
    const result = await desk.run(["login", "--user", "li", "--password-stdin", "--json"], {
      ...{ input: "secret", env: { DALABA_TOKEN: "" } },
    });
    expect(result.json.error).toMatchObject({
      code: "file-unwritable",
      next: expect.stringContaining("DALABA_TOKEN"),
    });
    expect(result.code).toBe(2);
  });
});

describe("paths", () => {
  test("count from the folder in which npm was called, not from the one npm changes to", async () => {
    const typedIn = join(desk.folder, "a");
    mkdirSync(typedIn);
    writeFileSync(join(typedIn, "town.yaml"), "version: 1\n");
    controller.on(routes.town.planTown, town.nothingPlanned);
    const options = { cwd: desk.folder, env: { INIT_CWD: typedIn } };
    expect((await desk.run(["town", "apply", "town.yaml"], options)).code).toBe(0);
    controller.raw(routes.town.exportTown, (_, response) => response.writeHead(200).end("version: 1\n"));
    expect((await desk.run(["town", "export", "--out", "out.yaml"], options)).code).toBe(0);
    expect(readFileSync(join(typedIn, "out.yaml"), "utf8")).toBe("version: 1\n");
  });

  test("count from where one stands when nothing else is said; absolute ones stay what they are", async () => {
    writeFileSync(join(desk.folder, "town.yaml"), "version: 1\n");
    controller.on(routes.town.planTown, town.nothingPlanned);
    const env = { INIT_CWD: undefined };
    expect((await desk.run(["town", "apply", "town.yaml"], { env })).code).toBe(0);
    expect((await desk.run(["town", "apply", join(desk.folder, "town.yaml")], { cwd: "/", env })).code).toBe(
      0,
    );
  });
});
