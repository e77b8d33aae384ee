import {
  type Answer,
  createClient,
  type InputOf,
  type Problem,
  problemOf,
  type ReplyOf,
  type RouteSpec,
} from "@dalaba/api";
import { trustingFetch } from "@dalaba/api/node";
import { type CertificateFault, certificateFault, notTrusted } from "./certificate";
import { CliFailure, cliFailure } from "./cli-failure";
import { exitOfProblem } from "./exit-code";
import { readSaved } from "./saved-sign-in";
import { readUserFile } from "./user-file";

export const DEFAULT_URL = "http://127.0.0.1:8080";
/** How long a controller may take to answer, s, unless `--timeout` says otherwise. */
export const TIMEOUT_S = 10;

export interface Connection {
  readonly url: string;
  /** The one authority that is trusted, PEM; undefined: those that Node knows. */
  readonly ca: string | undefined;
  /** Calls a route; a refusal is thrown as a coded failure with the controller's own next step. */
  call<R extends RouteSpec>(route: R, input?: InputOf<R>, extraMs?: number): Promise<ReplyOf<R>>;
  /** The same without throwing; `extraMs` for a route that may take its time. Status 0: nobody answered. */
  ask<R extends RouteSpec>(route: R, input?: InputOf<R>, extraMs?: number): Promise<Answer<ReplyOf<R>>>;
  /** The raw response of a route that answers no JSON; its body may take as long as it takes. */
  open<R extends RouteSpec>(
    route: R,
    input: InputOf<R>,
    options?: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly signal?: AbortSignal;
      /** For an answer that takes its time to begin. */
      readonly extraMs?: number;
    },
  ): Promise<Response>;
}

interface ConnectOptions {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  /** A file, PEM. */
  readonly ca?: string | undefined;
  /** Seconds. */
  readonly timeout?: number;
}

/** `--url` and `--token` win over `DALABA_URL` and `DALABA_TOKEN`, and those over what `login` saved. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const saved = await readSaved();
  const url = controllerUrl(options.url || process.env.DALABA_URL || saved?.url || DEFAULT_URL);
  // A saved token is for the controller it came from, never for another address.
  const own = saved?.url === url ? saved.token : undefined;
  const token = options.token || process.env.DALABA_TOKEN || own;
  return connectionTo(url, token, options.timeout, await authorityFor(url, options));
}

/** `--ca` wins over `DALABA_CA`, and that over what `trust` saved for this very address. */
export async function authorityFor(url: string, options: ConnectOptions): Promise<string | undefined> {
  const file = options.ca || process.env.DALABA_CA;
  if (file) return (await readUserFile(file)).toString("utf8");
  const saved = await readSaved();
  return saved?.url === url ? saved.ca : undefined;
}

/** One way to write an address, so that two ways of typing it mean the same controller. */
export function controllerUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.origin;
  const guess = `http://${text.replace(/^\w+:\/\//, "")}`;
  throw cliFailure("usage", `${text} is not the address of a controller`, {
    next: URL.canParse(guess) ? `--url ${guess}` : `Give one such as --url ${DEFAULT_URL}`,
  });
}

export function connectionTo(
  url: string,
  token: string | undefined,
  timeoutS: number = TIMEOUT_S,
  ca?: string,
): Connection {
  const auth = token === undefined ? {} : { token };
  const send = ca === undefined ? fetch : trustingFetch(ca);
  let distrust: CertificateFault | undefined;
  const client = createClient({
    ...{ baseUrl: url, ...auth },
    fetch: (input, init) =>
      send(input, init).catch((error: unknown) => {
        distrust = certificateFault(error);
        throw error;
      }),
  });
  /** Where the line was not trusted, what to do about it stands in the place of what OpenSSL calls it. */
  const explained = async <T>(answer: Answer<T>): Promise<Answer<T>> =>
    answer.ok || answer.status !== 0 || distrust === undefined
      ? answer
      : { ...answer, problem: await notTrusted(url, distrust) };
  const ask = async <R extends RouteSpec>(
    route: R,
    input?: InputOf<R>,
    extraMs = 0,
  ): Promise<Answer<ReplyOf<R>>> => {
    const limitMs = timeoutS * 1000 + extraMs;
    // The conditional tuple of the client's call cannot be met generically; the input was checked by our own type.
    const call = client.call as (
      route: RouteSpec,
      input: unknown,
      signal: AbortSignal,
    ) => Promise<Answer<unknown>>;
    try {
      const answer = await explained(await call(route, input ?? {}, AbortSignal.timeout(limitMs)));
      return (answer.ok ? understood(route, answer, url) : answer) as Answer<ReplyOf<R>>;
    } catch (error) {
      return unanswered(
        url,
        timedOut(error) ? `no answer within ${limitMs / 1000} s` : `broke off: ${error}`,
      );
    }
  };
  return {
    url,
    ca,
    ask,
    async call(route, input, extraMs) {
      const answer = await ask(route, input, extraMs);
      if (!answer.ok) throw failureOf(answer.problem, answer.status, url);
      return answer.value;
    },
    async open(route, input, options = {}) {
      const impatient = new AbortController();
      const limitMs = timeoutS * 1000 + (options.extraMs ?? 0);
      const timer = setTimeout(() => impatient.abort(), limitMs);
      const signal = AbortSignal.any([impatient.signal, ...(options.signal ? [options.signal] : [])]);
      try {
        const answer = await explained(await client.open(route, input, { ...options, signal }));
        if (!answer.ok) throw failureOf(answer.problem, answer.status, url);
        return answer.value;
      } catch (error) {
        if (!impatient.signal.aborted) throw error;
        const { problem, status } = unanswered(url, `no answer within ${limitMs / 1000} s`);
        throw failureOf(problem, status, url);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** A body as it comes; that it breaks off is a failure with a code. */
export async function* bodyOf(response: Response, url: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of response.body ?? []) yield chunk;
  } catch (error) {
    const { problem, status } = unanswered(url, `broke off: ${error}`);
    throw failureOf(problem, status, url);
  }
}

function timedOut(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

function unanswered(url: string, detail: string): Extract<Answer<never>, { ok: false }> {
  return { ok: false, status: 0, problem: problemOf("controller-unreachable", `${url}: ${detail}`, { url }) };
}

/** Something else may answer at that address, or a controller of another version: its reply is looked at first. */
function understood(
  route: RouteSpec,
  answer: Extract<Answer<unknown>, { ok: true }>,
  url: string,
): Answer<unknown> {
  if (answer.status === 202 || route.reply === undefined) return answer;
  const read = route.reply.safeParse(answer.value);
  if (read.success) return answer;
  const [issue] = read.error.issues;
  const detail = `${url}: the answer to ${route.name} is not what this dalaba understands (${issue?.path.join(".") || "all of it"}: ${issue?.message})`;
  return { ok: false, status: answer.status, problem: problemOf("not-a-controller", detail, { url }) };
}

/** Where the controller's advice names an HTTP route, whoever sits at a terminal needs a command. */
const NEXT_HERE: Readonly<Record<string, string>> = {
  "site-unknown": "dalaba ls sites",
  "room-unknown": "dalaba ls rooms",
  "session-unknown": "dalaba session ls",
};
const SIGN_IN_CODES = ["not-signed-in", "token-unknown", "token-expired"];

export function failureOf(problem: Problem, status: number, url: string): CliFailure {
  const { code, detail, title, params } = problem;
  if (code === "controller-unreachable")
    return cliFailure("no-controller", detail || title, { params: { url } });
  if (code === "certificate-not-trusted")
    return cliFailure("certificate-not-trusted", detail, { next: problem.next, params: params ?? {} });
  const next = SIGN_IN_CODES.includes(code)
    ? `dalaba login --url ${url} --user NAME --password-stdin`
    : (NEXT_HERE[code] ?? (problem.next || "dalaba status"));
  // A detail of one word names something, and says nothing of it.
  const said = /\s/.test(detail) ? detail : [title, detail].filter((each) => each !== "").join(": ");
  return new CliFailure(code, said, { exit: exitOfProblem(code, status), next, params });
}

/** What asks a list for its next page, and the longest that the API gives. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string;
}

/** Every page of a list. */
export async function everyItem<T>(
  load: (page: PageQuery) => Promise<{ items: readonly T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let query: PageQuery = { limit: 500 };
  for (;;) {
    const page = await load(query);
    all.push(...page.items);
    if (page.next === null) return all;
    query = { ...query, after: page.next };
  }
}
