import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { CameraNetworks, readCameraNetworks } from "./camera-networks";
import { authorizationFor } from "./digest-login";
import { fetchPicture } from "./fetch-picture";
import { PictureDesk, pictureUrl } from "./picture-desk";

const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const networks = (text: string, own: readonly string[] = ["10.9.9.9", "::ffff:10.9.9.8"]) =>
  new CameraNetworks(readCameraNetworks(text) ?? [], () => own);

describe("where cameras stand", () => {
  it.each([
    ["", "10.20.0.7", 80, false],
    ["10.20.0.0/16", "10.20.0.7", 80, true],
    ["10.20.0.0/16", "10.21.0.7", 80, false],
    ["10.20.0.0/16", "::ffff:10.20.0.7", 80, true],
    ["10.20.0.7", "10.20.0.7", 8080, true],
    ["10.20.0.7:80", "10.20.0.7", 8080, false],
    ["0.0.0.0/0", "127.0.0.1", 8080, false],
    ["0.0.0.0/0", "127.8.8.8", 80, false],
    ["0.0.0.0/0", "0.0.0.0", 80, false],
    ["0.0.0.0/0", "169.254.169.254", 80, false],
    ["0.0.0.0/0", "10.9.9.9", 80, false],
    ["0.0.0.0/0", "10.9.9.8", 80, false],
    ["0.0.0.0/0", "224.0.0.1", 80, false],
    ["0.0.0.0/0,[::]/0", "::1", 80, false],
    ["[::]/0", "fe80::1%eth0", 80, false],
    ["[::]/0", "fd00::7", 80, true],
    ["[fd00::]/8", "fd00::7", 80, true],
    ["127.0.0.1:8555", "127.0.0.1", 8555, true],
    ["127.0.0.1:8555", "127.0.0.1", 8080, false],
    ["10.20.0.0/16", "camera.lan", 80, false],
  ])("%j lets a picture come from %s:%i: %j", (text, address, port, allowed) => {
    expect(networks(text).allows(address, port).ok).toBe(allowed);
  });

  it.each(["10.20.0.0/33", "10.20.0/16", "cameras", "10.0.0.1:70000", "[10.0.0.1]/99"])(
    "%j is no network",
    (text) => {
      expect(readCameraNetworks(text)).toBeUndefined();
    },
  );

  it("an address is http alone, and hides no login", () => {
    expect(pictureUrl("http://10.0.0.7/snap.jpg?channel=1")).toMatchObject({ ok: true });
    for (const text of [
      "ftp://10.0.0.7/",
      "file:///etc/passwd",
      "snap.jpg",
      "http://u:p@10.0.0.7/",
      "unix:/run/x",
    ])
      expect(pictureUrl(text)).toMatchObject({ ok: false, code: "camera-not-allowed" });
  });
});

describe("a login", () => {
  it("answers Digest as RFC 7616 3.9.1 does", () => {
    const challenge =
      'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=MD5, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
    const login = { user: "Mufasa", password: "Circle of Life" };
    const request = { method: "GET", path: "/dir/index.html" };
    const cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    expect(authorizationFor(challenge, login, request, cnonce)).toContain(
      'response="8ca523f5e9506fed4657c9700eebdbec"',
    );
    const sha = challenge.replace("algorithm=MD5", "algorithm=SHA-256");
    expect(authorizationFor(sha, login, request, cnonce)).toContain(
      'response="753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"',
    );
    expect(
      authorizationFor('Digest realm="x", algorithm=SHA-512, nonce="n"', login, request, "c"),
    ).toBeUndefined();
    expect(authorizationFor("Negotiate", login, request, "c")).toBeUndefined();
  });
});

describe("a picture that is fetched", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.closeAllConnections();
  });
  const camera = async (listener: RequestListener): Promise<number> => {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return (server.address() as AddressInfo).port;
  };
  const fetchFrom = (port: number, path = "/snap.jpg", login?: { user: string; password: string }) =>
    fetchPicture(new URL(`http://127.0.0.1:${port}${path}`), login, networks(`127.0.0.1:${port}`));

  it("comes as it is, with the login that the camera asks for", async () => {
    const port = await camera((request, response) => {
      const given = request.headers.authorization ?? "";
      const md5 = (text: string) => createHash("md5").update(text).digest("hex");
      const right = md5(`${md5("eye:cam:pw")}:n1:${md5("GET:/snap.jpg?channel=1")}`);
      if (given.includes(`response="${right}"`)) return void response.end(JPEG);
      response.writeHead(401, { "www-authenticate": 'Digest realm="cam", nonce="n1"' }).end();
    });
    const path = "/snap.jpg?channel=1";
    expect(await fetchFrom(port, path, { user: "eye", password: "pw" })).toEqual({ ok: true, value: JPEG });
    expect(await fetchFrom(port, path, { user: "eye", password: "no" })).toMatchObject({
      code: "picture-denied",
    });
    expect(await fetchFrom(port, path)).toMatchObject({ code: "picture-denied" });
  });

  it("is refused where it is none: a redirect, a page, too much, nothing", async () => {
    let hit = 0;
    const inner = await camera((_, response) => {
      hit++;
      response.end(JPEG);
    });
    const port = await camera((request, response) => {
      if (request.url === "/redirect")
        response.writeHead(302, { location: `http://127.0.0.1:${inner}/` }).end();
      else if (request.url === "/page") response.end("<html>");
      else if (request.url === "/bomb")
        for (let i = 0; i < 80; i++) response.write(Buffer.alloc(65_536, 0xff));
      else request.socket.destroy();
    });
    expect(await fetchFrom(port, "/redirect")).toMatchObject({ code: "picture-unreachable" });
    expect(hit).toBe(0);
    expect(await fetchFrom(port, "/page")).toMatchObject({ code: "picture-invalid" });
    expect(await fetchFrom(port, "/bomb")).toMatchObject({ code: "picture-invalid" });
    expect(await fetchFrom(port, "/gone")).toMatchObject({ code: "picture-unreachable" });
  });

  it("never leads to this machine by a name", async () => {
    let hit = 0;
    const port = await camera((_, response) => {
      hit++;
      response.end(JPEG);
    });
    const all = new CameraNetworks(readCameraNetworks("0.0.0.0/0,[::]/0") ?? []);
    for (const host of ["localhost", "127.0.0.1", "[::1]", "0x7f000001", "2130706433", "127.1"]) {
      const fetched = await fetchPicture(new URL(`http://${host}:${port}/`), undefined, all);
      expect(fetched, host).toMatchObject({ code: "camera-not-allowed" });
    }
    expect(hit).toBe(0);
  });

  it("is asked for once for all who look, and a camera that is gone is left alone for a while", async () => {
    let hit = 0;
    const port = await camera((request, response) => {
      hit++;
      if (request.url === "/gone.jpg") response.writeHead(500).end();
      else response.end(JPEG);
    });
    const sources = new Map([
      ["a", "/snap.jpg"],
      ["b", "/gone.jpg"],
    ]);
    const store = {
      cameraPictures: {
        get: (id: string) =>
          sources.has(id)
            ? { camera: id, url: `http://127.0.0.1:${port}${sources.get(id)}`, user: null, changedAtMs: 0 }
            : undefined,
        password: () => undefined,
      },
    } as unknown as ConstructorParameters<typeof PictureDesk>[0]["store"];
    let nowMs = 0;
    const desk = new PictureDesk({
      store,
      networks: networks(`127.0.0.1:${port}`),
      monotonicMs: () => nowMs,
    });
    const all = await Promise.all([desk.now("a"), desk.now("a"), desk.now("a")]);
    expect([all.every(({ ok }) => ok), hit]).toEqual([true, 1]);
    nowMs = 500;
    await desk.now("a");
    expect(hit).toBe(2);
    expect(await desk.now("b")).toMatchObject({ code: "picture-unreachable" });
    nowMs = 2_000;
    await desk.now("b");
    expect(hit).toBe(3);
    nowMs = 4_000;
    await desk.now("b");
    expect(hit).toBe(4);
    expect(await desk.now("nobody")).toMatchObject({ code: "picture-none" });
  });
});
