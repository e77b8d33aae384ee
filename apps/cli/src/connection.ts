import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import {
  type Answer,
  type Client,
  createClient,
  type InputOf,
  type Problem,
  type ReplyOf,
  type RouteSpec,
} from "@dalaba/api";
import { CliFailure, EXIT, exitCodeOf } from "./exit-code";
import { configFile } from "./paths";

export const DEFAULT_URL = "http://127.0.0.1:8080";

interface Saved {
  readonly url: string;
  readonly token?: string;
  readonly user?: string;
}

export interface Connection {
  readonly url: string;
  readonly client: Client;
  /** Calls a route; a refusal is thrown as a coded failure with the controller's own next step. */
  call<R extends RouteSpec>(route: R, input?: InputOf<R>): Promise<ReplyOf<R>>;
}

export async function readSaved(): Promise<Saved | undefined> {
  try {
    return JSON.parse(await readFile(configFile(), "utf8")) as Saved;
  } catch {
    return undefined;
  }
}

/** Keeps address and token readable by their owner alone. */
export async function writeSaved(saved: Saved): Promise<void> {
  const file = configFile();
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${JSON.stringify(saved, null, 2)}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
}

export async function forgetSaved(): Promise<void> {
  await rm(configFile(), { force: true });
}

/** `--url` and `--token` win over `DALABA_URL` and `DALABA_TOKEN`, and those over what `login` saved. */
export async function connect(options: {
  url?: string | undefined;
  token?: string | undefined;
}): Promise<Connection> {
  const saved = await readSaved();
  const url = options.url ?? process.env.DALABA_URL ?? saved?.url ?? DEFAULT_URL;
  // A saved token is for the controller it came from, never for another address.
  const token = options.token ?? process.env.DALABA_TOKEN ?? (saved?.url === url ? saved?.token : undefined);
  return connectionTo(url, token);
}

export function connectionTo(url: string, token: string | undefined): Connection {
  if (!URL.canParse(url))
    throw new CliFailure(
      "usage",
      `${url} is not an address`,
      "Give one such as http://192.168.1.10:8080",
      EXIT.usage,
    );
  const client = createClient({ baseUrl: url, ...(token === undefined ? {} : { token }) });
  return {
    url,
    client,
    call: async <R extends RouteSpec>(route: R, input?: InputOf<R>): Promise<ReplyOf<R>> => {
      // The conditional tuple of the client's call cannot be met generically; the input was checked by our own type.
      const send = client.call as (route: RouteSpec, input: unknown) => Promise<Answer<unknown>>;
      const answer = await send(route, input ?? {});
      if (!answer.ok) throw failureOf(answer.problem, answer.status);
      return answer.value as ReplyOf<R>;
    },
  };
}

export function failureOf(problem: Problem, status: number): CliFailure {
  if (status === 0)
    return new CliFailure(
      "no-controller",
      problem.detail,
      "Start it with npm start (demo) or pnpm controller, or name it with --url or DALABA_URL.",
    );
  const exit = exitCodeOf(problem.code, status);
  const next = status === 401 ? "dalaba login --url URL --user NAME --password-stdin" : problem.next;
  return new CliFailure(problem.code, problem.detail || problem.title, next, exit, problem.params);
}

/** Every page of a list. */
export async function everyItem<T>(
  load: (after: string | undefined) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await load(after);
    all.push(...page.items);
    if (page.next === null) return all;
    after = page.next;
  }
}
