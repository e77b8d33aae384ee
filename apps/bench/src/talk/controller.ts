import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Answer, type Client, createClient, speakerRoutes, townRoutes } from "@dalaba/api";
import { trustingFetch } from "@dalaba/api/node";
import type { Credentials } from "@dalaba/protocol";
import { repositoryRoot } from "../processes/repository-root";
import { NotedChild } from "./noted-child";
import { until } from "./wait";

const READY_MS = 30_000;

/** What the supervisor writes when the town is ready. */
export interface Ports {
  readonly http: number;
  readonly airPid: number;
  readonly controllerPid: number;
  readonly pid: number;
  /** The authority to trust, PEM; null without TLS. */
  readonly caFile: string | null;
}

/** The value of an answer; throws what was refused. */
export function granted<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new Error(`${answer.problem.code}: ${answer.problem.detail}`);
}

interface PageQuery {
  readonly limit: number;
  readonly after?: string;
}

/** Every item of a list, 500 at a time; throws what was refused. */
export async function everyItem<T>(
  load: (query: PageQuery) => Promise<Answer<{ readonly items: readonly T[]; readonly next: string | null }>>,
): Promise<readonly T[]> {
  const all: T[] = [];
  for (let query: PageQuery = { limit: 500 }; ; ) {
    const { items, next } = granted(await load(query));
    all.push(...items);
    if (next === null) return all;
    query = { ...query, after: next };
  }
}

/** The real supervisor with `air` and controller, on free ports and in a data folder of the bench. */
export class Controller {
  readonly #child: NotedChild;
  readonly #folder: string;
  readonly client: Client;
  /** Of an administrator. */
  readonly token: string;
  /** Where the API and the console are. */
  readonly url: string;
  /** What a client must trust; undefined without TLS. */
  readonly ca: string | undefined;
  /** From starting the supervisor until /readyz said yes, ms. */
  readonly readyMs: number;

  private constructor(
    child: NotedChild,
    folder: string,
    at: { readonly url: string; readonly ca: string | undefined },
    token: string,
    readyMs: number,
  ) {
    this.#child = child;
    this.#folder = folder;
    this.token = token;
    this.url = at.url;
    this.ca = at.ca;
    this.client = createClient({ baseUrl: at.url, token, fetch: fetchFor(at.ca) });
    this.readyMs = readyMs;
  }

  static async start(
    folder: string,
    token: string,
    settings: Record<string, string> = {},
  ): Promise<Controller> {
    // A developer's own dalaba.config.json is not read.
    const config = `${folder}.config.json`;
    await writeFile(config, "{}");
    const startedMs = performance.now();
    const child = new NotedChild(
      "controller",
      join(repositoryRoot(), "apps/controller/dist/main.mjs"),
      ["--parent", "bench"],
      {
        DALABA_CONFIG: config,
        DALABA_HTTP_PORT: "0",
        DALABA_AIR_PORT: "0",
        DALABA_MQTT_PORT: "0",
        DALABA_CLOCK_PORT: "0",
        DALABA_DATA: folder,
        DALABA_BOOT_TOKEN: token,
        DALABA_LOG: "warn",
        ...settings,
      },
    );
    const at = await until("the controller to be ready", READY_MS, async () => {
      child.mustRun();
      const ports = await readPorts(folder);
      if (ports.pid !== child.pid) return undefined;
      const ca = ports.caFile === null ? undefined : await readFile(ports.caFile, "utf8");
      const url = `${ca === undefined ? "http" : "https"}://127.0.0.1:${ports.http}`;
      return (await fetchFor(ca)(`${url}/readyz`)).ok ? { url, ca } : undefined;
    });
    const readyMs = performance.now() - startedMs;
    return new Controller(child, folder, at, token, readyMs);
  }

  get supervisorPid(): number {
    return this.#child.pid;
  }

  /** Which processes serve now: either may have been started again. */
  async pids(): Promise<{ readonly air: number; readonly controller: number }> {
    const { airPid, controllerPid } = await readPorts(this.#folder);
    return { air: airPid, controller: controllerPid };
  }

  get text(): string {
    return this.#child.text;
  }

  async layOut(town: string): Promise<void> {
    granted(await this.client.call(townRoutes.applyTown, { bytes: { media: "text/yaml", data: town } }));
  }

  /** New credentials for every speaker, for the ports of this start. */
  async issueCredentials(): Promise<readonly Credentials[]> {
    const issued = await this.client.call(speakerRoutes.rotateCredentials, { body: { to: ["all"] } });
    return granted(issued).credentials as readonly Credentials[];
  }

  async isOnline(speaker: string): Promise<boolean> {
    return granted(await this.client.call(speakerRoutes.showSpeaker, { params: { id: speaker } })).online;
  }

  async onlineCount(): Promise<number> {
    const speakers = await everyItem((query) => this.client.call(speakerRoutes.listSpeakers, { query }));
    return speakers.filter(({ online }) => online).length;
  }

  end(): Promise<void> {
    return this.#child.end();
  }
}

const fetchFor = (ca: string | undefined): typeof fetch => (ca === undefined ? fetch : trustingFetch(ca));

async function readPorts(folder: string): Promise<Ports> {
  return JSON.parse(await readFile(join(folder, "run", "ports.json"), "utf8")) as Ports;
}
