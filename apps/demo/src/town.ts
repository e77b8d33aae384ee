import { existsSync, readFileSync } from "node:fs";
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { trustingFetch } from "@dalaba/api/node";

/** What the controller's ports.json says. */
export interface Ports {
  readonly host: string;
  readonly http: number;
  readonly air: number;
  readonly mqtt: number;
  readonly clock: number;
  /** Console and API. */
  readonly url: string;
  /** The authority to trust for it, PEM; null: none. */
  readonly caFile: string | null;
}

/** `fetch` as these ports want it: with the town's own authority where it has one. */
export function fetchOf({ caFile }: Ports): typeof fetch {
  return caFile === null ? fetch : trustingFetch(readFileSync(caFile, "utf8"));
}

export interface TownApi {
  call<T>(method: string, path: string, body?: unknown, type?: string): Promise<T>;
  /** Speakers online now. */
  online(): Promise<number>;
}

interface Speaker {
  readonly id: string;
  readonly online: boolean;
}

interface Page {
  readonly items: readonly Speaker[];
  readonly next: string | null;
}

/** The few calls the demo makes, as the administrator its boot token stands for. */
export function townApi(ports: Ports, bootToken: string): TownApi {
  const send = fetchOf(ports);
  async function call<T>(
    method: string,
    path: string,
    body?: unknown,
    type = "application/json",
  ): Promise<T> {
    const response = await send(`${ports.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${bootToken}`, "content-type": type },
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === "string" || body instanceof Uint8Array
                ? (body as string)
                : JSON.stringify(body),
          }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 400)}`);
    return (text === "" ? undefined : JSON.parse(text)) as T;
  }
  return {
    call,
    online: async () => (await listSpeakers(call)).filter((each) => each.online).length,
  };
}

async function listSpeakers(call: TownApi["call"]): Promise<Speaker[]> {
  const all: Speaker[] = [];
  let after = "";
  do {
    const page: Page = await call(
      "GET",
      `/speakers?limit=500${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`,
    );
    all.push(...page.items);
    after = page.next ?? "";
  } while (after !== "");
  return all;
}

/** Applies the town file to an empty store. A town that was changed since is the user's and stays as it is. */
export async function ensureTown(
  api: TownApi,
  file: string,
  say: (line: string) => void,
): Promise<{ speakers: number }> {
  const have = await listSpeakers(api.call);
  if (have.length > 0) return { speakers: have.length };
  say("laying out the demo town ...");
  await api.call("POST", "/town/apply", await readFile(file, "utf8"), "text/yaml");
  return { speakers: (await listSpeakers(api.call)).length };
}

/**
 * The credentials file of the simulated speakers. It is made once; a speaker that was added or rotated by hand since
 * runs where its own file is. A lost file means new credentials for all, which is what an installer would do too.
 */
export async function ensureCredentials(
  api: TownApi,
  file: string,
  say: (line: string) => void,
): Promise<string> {
  if (existsSync(file)) return file;
  say("enrolling the simulated speakers ...");
  const { credentials } = await api.call<{ credentials: readonly unknown[] }>(
    "POST",
    "/speakers/credentials",
    {
      to: ["all"],
    },
  );
  const part = `${file}.part`;
  await writeFile(part, credentials.map((item) => `${JSON.stringify(item)}\n`).join(""), { mode: 0o600 });
  await chmod(part, 0o600);
  await rename(part, file);
  return file;
}
