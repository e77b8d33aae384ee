import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trustingFetch } from "@dalaba/api/node";
import type { Credentials } from "@dalaba/protocol";
import {
  type CliResult,
  cleanEnv,
  type Program,
  pause,
  type RunningCli,
  startCli,
  startProgram,
  steady,
  until,
} from "./programs.test-support";
import { type SmallTownOptions, smallTown } from "./small-town.test-support";

/** A small real town for tests: the real programs as processes, on free ports and in a folder of its own. */

export { type CliResult, pause, steady, until };

export interface Ports {
  readonly http: number;
  readonly air: number;
  readonly mqtt: number;
  readonly mqtts?: number;
  readonly clock: number;
  readonly pid: number;
  readonly airPid: number;
  readonly controllerPid: number;
  readonly url: string;
  /** The authority to trust for HTTPS, PEM; null without one. */
  readonly caFile: string | null;
}

/** The controller and `air`, without a speaker. */
export interface Controller {
  readonly folder: string;
  readonly ports: Ports;
  /** Bearer token with every right. */
  readonly token: string;
  readonly url: string;
  /** With every right; throws at every answer that is not 2xx. */
  api<T = unknown>(method: string, path: string, body?: unknown, type?: string): Promise<T>;
  cli(args: readonly string[], options?: { env?: NodeJS.ProcessEnv; input?: Uint8Array }): Promise<CliResult>;
  startCli(args: readonly string[]): RunningCli;
  /** The pid it has now: a restarted process has another. */
  pidOf(bundle: "air" | "controller" | "supervisor"): Promise<number>;
  log(): string;
  /** Ends what was started; the data folder goes too, unless it is to be kept. */
  stop(keepData?: boolean): Promise<void>;
}

export interface ControllerOptions {
  readonly env?: Record<string, string>;
  /** A data folder that is there already. */
  readonly folder?: string;
}

export async function startController(options: ControllerOptions = {}): Promise<Controller> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), "dalaba-town-")));
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
  const program = startProgram("apps/controller/dist/main.mjs", [], env);
  const readPorts = async (): Promise<Ports> =>
    JSON.parse(await readFile(join(folder, "run", "ports.json"), "utf8"));
  const ports = await program.until("the controller's ports", readPorts);
  const url = `${new URL(ports.url).protocol}//127.0.0.1:${ports.http}`;
  const send = ports.caFile === null ? fetch : trustingFetch(await readFile(ports.caFile, "utf8"));
  const running = new Set<RunningCli>();
  const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}): RunningCli => {
    const own = {
      DALABA_URL: url,
      DALABA_TOKEN: token,
      XDG_CONFIG_HOME: join(folder, "config"),
      NO_COLOR: "1",
    };
    const child = startCli(args, { ...cleanEnv(own), ...more });
    running.add(child);
    void child.done.then(() => running.delete(child));
    return child;
  };
  return {
    folder,
    ports,
    token,
    url,
    async api<T>(method: string, path: string, body?: unknown, type = "application/json"): Promise<T> {
      const response = await send(`${url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": type },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    cli(args, more = {}) {
      const child = run(args, more.env);
      child.stdin?.end(more.input ?? "");
      return child.done;
    },
    startCli: (args) => run(args),
    async pidOf(bundle) {
      const now = await readPorts();
      return { air: now.airPid, controller: now.controllerPid, supervisor: now.pid }[bundle];
    },
    log: program.text,
    async stop(keepData = false) {
      for (const child of running) child.kill("SIGKILL");
      await program.end();
      if (!keepData) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What the simulator knows of a speaker. */
export interface SimulatedSpeaker {
  readonly id: string;
  readonly online: boolean;
  readonly bootId: string;
  readonly sync: string;
  readonly cfgVersion: number;
  readonly sounding: readonly string[];
  /** What it did not obey, by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly frozen: boolean;
  readonly lastEnd: string;
}

/** What really came out of a speaker; instants are CLOCK_MONOTONIC µs. */
export interface Truth {
  readonly speaker: string;
  readonly firstUs: number | null;
  readonly voicedUs: number | null;
  readonly lastUs: number;
}

/** A simulator and its control door. */
export interface Simulator {
  sim<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  states(): Promise<SimulatedSpeaker[]>;
  /** Of the speakers that sounded it. */
  truth(broadcast: string): Promise<Truth[]>;
  fault(speaker: string, kind: string, params?: Record<string, unknown>): Promise<void>;
  /** A speaker's recording so far, and the instant of its first sample. */
  wav(speaker: string): Promise<{ readonly bytes: Buffer; readonly startUs: number }>;
  readonly program: Program;
}

export async function startSimulator(credentialsFile: string, args: readonly string[]): Promise<Simulator> {
  const program = startProgram(
    "firmware-sim/dist/main.mjs",
    ["--credentials", credentialsFile, "--control", "0", "--full", "2", ...args],
    cleanEnv({}),
  );
  const port = await program.until(
    "the simulator's control port",
    () => /https?:\/\/127\.0\.0\.1:(\d+)/.exec(program.text())?.[1],
  );
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const { exitCode } = program.child;
    if (exitCode !== null)
      throw new Error(`the simulator ended (${exitCode})\n${program.text().slice(-4_000)}`);
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!response.ok) throw new Error(`sim ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const sim = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    (await (await call(method, path, body)).json()) as T;
  return {
    sim,
    states: async () => (await sim<{ speakers: SimulatedSpeaker[] }>("GET", "/speakers")).speakers,
    truth: async (broadcast) =>
      (await sim<{ speakers: Truth[] }>("GET", `/truth?broadcast=${broadcast}`)).speakers,
    fault: async (speaker, kind, params = {}) =>
      void (await sim("POST", "/fault", { speaker, kind, ...params })),
    async wav(speaker) {
      const response = await call("GET", `/record/${speaker}.wav`);
      const startUs = Number(response.headers.get("x-start-us"));
      return { bytes: Buffer.from(await response.arrayBuffer()), startUs };
    },
    program,
  };
}

export interface Town extends Controller, Simulator {
  readonly speakers: readonly string[];
  readonly credentials: readonly Credentials[];
  readonly credentialsFile: string;
}

export interface TownOptions extends SmallTownOptions, ControllerOptions {
  readonly simArgs?: readonly string[];
  /** Enrolled, and not simulated: whoever has their credentials may be them. */
  readonly leaveOut?: readonly string[];
  /** Before the simulated speakers start: a foreign broker's files are written here, say. */
  beforeSim?(controller: Controller): Promise<void>;
}

/** Starts everything and waits until every simulated speaker is online and knows the time. */
export async function startTown(options: TownOptions): Promise<Town> {
  const controller = await startController(options);
  let simulator: Simulator | undefined;
  const stop = async (keepData = false): Promise<void> => {
    await simulator?.program.end();
    await controller.stop(keepData);
  };
  const log = (): string => `${controller.log()}\n${simulator?.program.text() ?? ""}`;
  try {
    await controller.api("POST", "/town/apply", smallTown(options), "text/yaml");
    const all = { to: ["all"] };
    type Reply = { credentials: Credentials[] };
    const { credentials } = await controller.api<Reply>("POST", "/speakers/credentials", all);
    const simulated = credentials.filter(({ id }) => !options.leaveOut?.includes(id));
    const credentialsFile = join(controller.folder, "speakers.jsonl");
    await writeFile(credentialsFile, simulated.map((each) => `${JSON.stringify(each)}\n`).join(""));
    await options.beforeSim?.(controller);
    simulator = await startSimulator(credentialsFile, options.simArgs ?? []);
    const speakers = simulated.map(({ id }) => id).sort();
    const town: Town = { ...controller, ...simulator, speakers, credentials, credentialsFile, stop, log };
    await until(`${speakers.length} speakers online`, () => everyoneReady(town));
    return town;
  } catch (error) {
    const said = log();
    await stop();
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${said.slice(-4_000)}`);
  }
}

/** Online by the controller's own knowledge, and obeying: a speaker that does not trust its UTC obeys nothing. */
export async function everyoneReady(town: Town): Promise<boolean> {
  const states = await town.states();
  if (!states.every(({ online, sync, cfgVersion }) => online && sync === "good" && cfgVersion > 0))
    return false;
  const online = await onlineSpeakers(town);
  return town.speakers.every((id) => online.includes(id));
}

/** As the controller knows it. */
export async function onlineSpeakers(town: Pick<Town, "api">): Promise<string[]> {
  const { items } = await town.api<{ items: { id: string; online: boolean }[] }>(
    "GET",
    "/speakers?limit=500",
  );
  return items.filter(({ online }) => online).map(({ id }) => id);
}
