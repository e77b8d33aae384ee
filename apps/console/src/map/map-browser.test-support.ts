import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { type Browser, chromium, type Page } from "playwright-core";
import { whereIs } from "../../../../.ci/test/needs-program";
import type { PageState } from "./map-page.test-support";
import { root, townSpeakers } from "./map-town.test-support";

const here = fileURLToPath(new URL("./", import.meta.url));

/** As strict as the controller's: no style in markup, nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'";
const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".html": "text/html",
  ".geojson": "application/geo+json",
  ".png": "image/png",
};

export interface MapBrowser {
  readonly browser: Browser;
  /** Bytes of each file of the page, and whether it is loaded at once. */
  readonly built: esbuild.Metafile;
  readonly folder: string;
  open(
    state: Partial<PageState> & { language?: string },
    size?: { width: number; height: number },
  ): Promise<MapTab>;
  end(): Promise<void>;
}

export interface MapTab {
  readonly page: Page;
  /** What went wrong in the page: errors, refused by the policy, asked of a stranger. */
  readonly faults: string[];
}

/** Bundles the map's page, serves it with the strict policy and opens it in Chromium. */
export async function openMapBrowser(files: Readonly<Record<string, Buffer>> = {}): Promise<MapBrowser> {
  const folder = mkdtempSync(join(tmpdir(), "dalaba-map-"));
  const { metafile } = await esbuild.build({
    entryPoints: {
      page: join(here, "map-page.test-support.tsx"),
      style: join(here, "map-page.test-support.css"),
    },
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    jsx: "automatic",
    metafile: true,
    outdir: folder,
    loader: { ".png": "dataurl" },
    define: { "process.env.NODE_ENV": '"production"' },
    absWorkingDir: root,
  });
  const served: Record<string, string | Buffer> = { ...files };
  served["/map/hualong.geojson"] ??= readFileSync(join(root, "apps/demo/hualong.geojson"));
  const server = await serve(served, folder);
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: whereIs("chromium") ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-color-profile=srgb"],
  });
  return {
    browser,
    built: metafile,
    folder,
    async open({ language = "zh-CN", ...state }, size = { width: 1440, height: 900 }) {
      const page = await browser.newPage({ viewport: size });
      const faults: string[] = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      page.on("console", (line) => {
        if (line.type() === "error") faults.push(line.text());
      });
      page.on("request", (request) => {
        if (!/^(data|blob):/.test(request.url()) && new URL(request.url()).port !== String(port)) {
          faults.push(`asked ${request.url()}`);
        }
      });
      const start = {
        speakers: townSpeakers(),
        layers: [
          { id: "town", name: "化龙镇", kind: "geojson", url: "/map/hualong.geojson", coordinates: "wgs84" },
        ],
        tool: "pan",
        theme: "dark",
        showEarshot: false,
        picked: null,
        fit: "all",
        language,
        ...state,
      };
      served["/start.js"] = `window.mapStart = ${JSON.stringify(start)};`;
      await page.goto(`http://127.0.0.1:${port}/`);
      await page.waitForSelector(".map-canvas");
      await page.waitForLoadState("networkidle");
      await settled(page);
      return { page, faults };
    },
    async end() {
      await browser.close();
      await new Promise((done) => server.close(done));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Two frames after the last movement everything is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.waitForTimeout(400);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function serve(files: Readonly<Record<string, string | Buffer>>, folder: string): Promise<Server> {
  const page = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>map</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head>
<body><div id="root"></div><script src="/start.js"></script><script type="module" src="/page.js"></script></body></html>`;
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    // A folder of tiles is one file, served for each of them.
    const name = /^\/tiles\/\d+\/\d+\/\d+\.png$/.test(path) ? "/tiles" : path;
    const found = path === "/" ? page : (files[name] ?? readIfThere(join(folder, path)));
    if (found === null) {
      response.writeHead(404).end();
      return;
    }
    const type = path === "/" ? "text/html" : (TYPES[extname(path)] ?? "application/octet-stream");
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const headers = { "content-type": type, "content-security-policy": POLICY };
    if (range) {
      const whole = Buffer.from(found);
      const [from, to] = [Number(range[1]), Math.min(Number(range[2]), whole.length - 1)];
      const partial = { ...headers, "content-range": `bytes ${from}-${to}/${whole.length}` };
      response.writeHead(206, partial).end(whole.subarray(from, to + 1));
      return;
    }
    response.writeHead(200, headers).end(found);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}
