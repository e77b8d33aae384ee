import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { repositoryRoot } from "../src/repository-root";

/** A small real town for tests: the real programs as processes, on free ports and in a folder of its own. */

const root = repositoryRoot();
const READY_MS = 30_000;

export const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks until the answer is truthy; throws what it waited for when time is up. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  withinMs = READY_MS,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await Promise.resolve()
      .then(ask)
      .catch(() => undefined);
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await pause(50);
  }
}

export interface Ports {
  readonly http: number;
  readonly air: number;
  readonly mqtt: number;
  readonly clock: number;
  readonly pid: number;
}

export interface CliResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON; undefined when it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents whose shape they assert.
  readonly json: any;
}

export interface Town {
  readonly folder: string;
  readonly ports: Ports;
  readonly token: string;
  readonly speakers: readonly string[];
  readonly credentialsFile: string;
  api<T = unknown>(method: string, path: string, body?: unknown, type?: string): Promise<T>;
  cli(args: readonly string[], options?: { env?: NodeJS.ProcessEnv; input?: Uint8Array }): Promise<CliResult>;
  startCli(args: readonly string[]): ChildProcess & { readonly done: Promise<CliResult> };
  sim<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** pids of the controller's processes by their bundle's name. */
  pidOf(bundle: "air" | "controller"): Promise<number>;
  log(): string;
  stop(): Promise<void>;
}

/** Environment without a developer's own settings. */
function cleanEnv(more: Record<string, string>): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(process.env))
    if (!name.startsWith("DALABA_") || name === "DALABA_NATIVE") env[name] = value;
  return { ...env, ...more };
}

function startProgram(
  bundle: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): { child: ChildProcess; text: () => string } {
  const child = spawn(process.execPath, [join(root, bundle), ...args], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let text = "";
  const keep = (part: Buffer): void => {
    text = (text + part.toString()).slice(-200_000);
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  return { child, text: () => text };
}

async function endProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 8_000);
  await gone;
  clearTimeout(timer);
}

/** A town file of one town with two villages; speakers alternate between them, 100 m apart. */
export function smallTown(speakers: number): string {
  const lines = Array.from({ length: speakers }, (_, i) => {
    const village = i % 2 === 0 ? "east" : "west";
    const lat = (23.03 + i * 0.0009).toFixed(6);
    return `  - { id: sp-${String(i + 1).padStart(3, "0")}, name: 喇叭${i + 1}号, site: ${village}, at: [${lat}, 113.470000] }`;
  });
  return [
    "version: 1",
    "coordinates: wgs84",
    "sites:",
    "  - { id: town, name: 小镇, timeZone: Asia/Shanghai }",
    "  - { id: east, name: 东村, parent: town }",
    "  - { id: west, name: 西村, parent: town }",
    "rooms:",
    "  - { id: centre, name: 镇指挥中心, site: town, kind: centre }",
    "  - { id: room-east, name: 东村值班室, site: east, kind: village }",
    "speakers:",
    ...lines,
    "",
  ].join("\n");
}

export interface TownOptions {
  readonly speakers: number;
  readonly simArgs?: readonly string[];
  readonly env?: Record<string, string>;
  /** Before the simulated speakers start: a foreign broker's files are written here, say. */
  beforeSim?(town: Omit<Town, "sim">): Promise<void>;
}

export async function startTown(options: TownOptions): Promise<Town> {
  const folder = await mkdtemp(join(tmpdir(), "dalaba-town-"));
  const token = randomBytes(32).toString("hex");
  const env = cleanEnv({
    DALABA_HTTP_PORT: "0",
    DALABA_AIR_PORT: "0",
    DALABA_MQTT_PORT: "0",
    DALABA_CLOCK_PORT: "0",
    DALABA_DATA: folder,
    DALABA_BOOT_TOKEN: token,
    DALABA_LOG: "info",
    ...options.env,
  });
  const controller = startProgram("apps/controller/dist/main.mjs", [], env);
  const programs = [controller];
  const log = (): string => programs.map((each) => each.text()).join("\n");
  try {
    const ports = await until("the controller's ports", async () => {
      if (controller.child.exitCode !== null) throw new Error("ended");
      return JSON.parse(await readFile(join(folder, "run", "ports.json"), "utf8")) as Ports;
    });
    const base = `http://127.0.0.1:${ports.http}`;
    const api = async <T>(
      method: string,
      path: string,
      body?: unknown,
      type = "application/json",
    ): Promise<T> => {
      const response = await fetch(`${base}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": type },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    };
    const startCli: Town["startCli"] = (args) => runCli(args, base, token, folder);
    await api("POST", "/town/apply", smallTown(options.speakers), "text/yaml");
    const { credentials } = await api<{ credentials: { id: string }[] }>("POST", "/speakers/credentials", {
      to: ["all"],
    });
    const credentialsFile = join(folder, "speakers.jsonl");
    await writeFile(credentialsFile, credentials.map((each) => `${JSON.stringify(each)}\n`).join(""));
    const partial = {
      folder,
      ports,
      token,
      speakers: credentials.map((each) => each.id).sort(),
      credentialsFile,
      api,
      cli: (args: readonly string[], more: { env?: NodeJS.ProcessEnv; input?: Uint8Array } = {}) => {
        const child = runCli(args, base, token, folder, more.env);
        child.stdin?.end(more.input ?? "");
        return child.done;
      },
      startCli,
      pidOf: (bundle: "air" | "controller") => pidOfBundle(bundle, folder),
      log,
      stop: async () => {
        for (const each of [...programs].reverse()) await endProgram(each.child);
        await rm(folder, { recursive: true, force: true });
      },
    };
    await options.beforeSim?.(partial);
    const sim = startProgram(
      "firmware-sim/dist/main.mjs",
      ["--credentials", credentialsFile, "--control", "0", "--full", "2", ...(options.simArgs ?? [])],
      env,
    );
    programs.push(sim);
    const control = await until(
      "the simulator's control port",
      () => /https?:\/\/127\.0\.0\.1:(\d+)/.exec(sim.text())?.[1],
    );
    const simCall = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${control}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
      });
      if (!response.ok) throw new Error(`sim ${path}: ${response.status} ${await response.text()}`);
      return (
        response.headers.get("content-type")?.includes("json")
          ? await response.json()
          : Buffer.from(await response.arrayBuffer())
      ) as T;
    };
    const town: Town = { ...partial, sim: simCall };
    await until(
      `${options.speakers} speakers online`,
      async () => (await onlineCount(town)) === options.speakers,
    );
    return town;
  } catch (error) {
    const said = log();
    for (const each of [...programs].reverse()) await endProgram(each.child);
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${said.slice(-4_000)}`);
  }
}

export async function onlineCount(town: Pick<Town, "api">): Promise<number> {
  const { items } = await town.api<{ items: { online: boolean }[] }>("GET", "/speakers?limit=500");
  return items.filter((each) => each.online).length;
}

function runCli(
  args: readonly string[],
  url: string,
  token: string,
  folder: string,
  more: NodeJS.ProcessEnv = {},
): ChildProcess & { readonly done: Promise<CliResult> } {
  const env = {
    ...cleanEnv({
      DALABA_URL: url,
      DALABA_TOKEN: token,
      XDG_CONFIG_HOME: join(folder, "config"),
      NO_COLOR: "1",
    }),
    ...more,
  };
  const child = spawn(process.execPath, [join(root, "apps/cli/dist/main.mjs"), ...args], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part: Buffer) => {
    stdout += part.toString();
  });
  child.stderr.on("data", (part: Buffer) => {
    stderr += part.toString();
  });
  const done = new Promise<CliResult>((resolve) => {
    child.on("close", (code, signal) => {
      let json: unknown;
      try {
        json = JSON.parse(stdout);
      } catch {
        json = undefined;
      }
      resolve({ code: code ?? (signal === null ? -1 : 128), stdout, stderr, json });
    });
  });
  return Object.assign(child, { done });
}

/** As the supervisor wrote it down; a restarted process is found anew. */
async function pidOfBundle(bundle: "air" | "controller", folder: string): Promise<number> {
  const ports = JSON.parse(await readFile(join(folder, "run", "ports.json"), "utf8")) as Record<
    string,
    number | null
  >;
  const pid = ports[`${bundle}Pid`];
  if (typeof pid !== "number") throw new Error(`${bundle} has no pid in ports.json`);
  return pid;
}
