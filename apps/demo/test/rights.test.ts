import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditRowReply, Problem, TalkReply } from "@dalaba/api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CliResult,
  onlineSpeakers,
  pause,
  type Simulator,
  startSimulator,
  startTown,
  type Town,
  until,
} from "./town.test-support";
import { Uplink } from "./uplink.test-support";
import { writeTone } from "./voice.test-support";

/** People and their rights in a running town: the same answer from the API, the talk uplink and the CLI. */

const SPEAKERS = 4;
const EAST = ["sp-001", "sp-003"];
const WEST = ["sp-002", "sp-004"];
const PASSWORD = "correct horse battery staple";

/** Somebody who signed in: with a token of their own, which the CLI keeps in their own folder. */
interface Person {
  readonly token: string;
  cli(args: readonly string[]): Promise<CliResult>;
  /** Any request; refusals are answers here. */
  ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Problem & Record<string, never> }>;
}

describe("rights", () => {
  let town: Town;
  let tone: string;
  let long: string;
  let lin: Person;
  let vera: Person;
  let tong: Person;
  const more: Simulator[] = [];

  const ask =
    (token: string): Person["ask"] =>
    async (method, path, body) => {
      const response = await fetch(`${town.url}/api/v1${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
    };

  /** Made and signed in with the CLI, as an administrator and a person would. */
  const hire = async (name: string, role: string, site: string): Promise<Person> => {
    const input = Buffer.from(PASSWORD);
    const added = await town.cli(["user", "add", name, "--password-stdin", "--json"], { input });
    expect(added.code).toBe(0);
    expect((await town.cli(["role", "add", name, role, "--site", site, "--json"])).code).toBe(0);
    const env = { DALABA_TOKEN: "", XDG_CONFIG_HOME: join(town.folder, name) };
    const login = ["login", "--user", name, "--password-stdin", "--json"];
    expect((await town.cli(login, { env, input })).code).toBe(0);
    const signedIn = { user: name, password: PASSWORD, token: true };
    const { token } = await town.api<{ token: string }>("POST", "/session", signedIn);
    return { token, cli: (args) => town.cli(args, { env }), ask: ask(token) };
  };

  const audit = async (): Promise<AuditRowReply[]> => {
    const rows: AuditRowReply[] = [];
    for (let after = ""; ; ) {
      const page = await town.api<{ items: AuditRowReply[]; next: string | null }>(
        "GET",
        `/audit?limit=20${after === "" ? "" : `&after=${encodeURIComponent(after)}`}`,
      );
      rows.push(...page.items);
      if (page.next === null) return rows.reverse();
      after = page.next;
    }
  };
  const onAir = async (): Promise<{ broadcast: string; to: string }[]> =>
    (await town.api<{ items: { broadcast: string; to: string }[] }>("GET", "/onair")).items;
  /** Plays on and on to a target, and tells which broadcast that is once it can be heard at all of these. */
  const playLong = async (to: string, speakers: readonly string[]) => {
    const { done } = town.startCli(["play", long, "--to", to, "--json"]);
    const { broadcast } = await until("it is on air", async () =>
      (await onAir()).find((each) => each.to === to),
    );
    await until("it is heard", async () => {
      const heard = (await town.truth(broadcast)).filter(({ firstUs }) => firstUs !== null);
      return speakers.every((id) => heard.some(({ speaker }) => speaker === id));
    });
    return { broadcast, done };
  };
  const sounding = async (): Promise<string[]> =>
    (await town.states()).filter((each) => each.sounding.length > 0).map(({ id }) => id);

  beforeAll(async () => {
    town = await startTown({ speakers: SPEAKERS });
    tone = writeTone(join(town.folder, "tone.wav"), 1);
    long = writeTone(join(town.folder, "long.wav"), 30);
    lin = await hire("lin", "operator", "east");
    vera = await hire("vera", "viewer", "town");
    tong = await hire("tong", "technician", "town");
  }, 120_000);
  afterAll(async () => {
    for (const each of more) await each.program.end();
    await town?.stop();
  }, 30_000);

  test("an operator of one village speaks there", async () => {
    const { code, json } = await lin.cli(["play", tone, "--to", "site:east", "--json"]);
    expect(json).toMatchObject({ targets: EAST.length, played: EAST.length });
    expect(code).toBe(0);
  });

  test.each(["site:west", "all", "speaker:sp-002", "site:east+speaker:sp-004", "near:23.0309,113.47:5"])(
    "and not to %s: outside-your-sites from the CLI, exit 3, and from the API",
    async (to) => {
      for (const kind of ["talk", "play"]) {
        const args = kind === "talk" ? ["talk", "--file", tone] : ["play", tone];
        const { code, json } = await lin.cli([...args, "--to", to, "--json"]);
        expect([code, json.error?.code]).toEqual([3, "outside-your-sites"]);
        const { status, body } = await lin.ask("POST", "/talks", { kind, to: [to] });
        expect([status, body.code]).toEqual([403, "outside-your-sites"]);
      }
      expect(await onAir()).toEqual([]);
    },
  );

  test("a ticket that was given goes no further than what was asked for", async () => {
    const { body } = await lin.ask("POST", "/talks", { kind: "talk", to: ["site:east"] });
    const { url, broadcast } = body as unknown as TalkReply;
    const uplink = new Uplink({ url: `${url}&to=all&speakers=sp-002` });
    await uplink.opened();
    uplink.send('{"type":"start","source":"mic","to":["all"],"speakers":["sp-002"]}');
    await uplink.speak(30);
    uplink.send('{"type":"end"}');
    await uplink.closed;
    const reached = await until("it sounds in the east", async () => {
      const truth = await town.truth(broadcast);
      return truth.length === EAST.length ? truth : false;
    });
    expect(reached.map(({ speaker }) => speaker).sort()).toEqual(EAST);
  });

  test("neither stops, hears nor sees what sounds elsewhere", async () => {
    const { broadcast, done } = await playLong("site:west", WEST);
    const stopped = await lin.cli(["stop", broadcast, "--json"]);
    expect([stopped.code, stopped.json.error.code]).toEqual([3, "outside-your-sites"]);
    expect((await lin.cli(["onair", "--json"])).json).toEqual([]);
    const all = await lin.cli(["stop", "--all", "--json"]);
    expect([all.code, all.json.error.code]).toEqual([3, "outside-your-sites"]);
    expect((await onAir()).map((each) => each.broadcast)).toEqual([broadcast]);
    const east = (await lin.cli(["ls", "--json"])).json.map(({ id }: { id: string }) => id);
    expect(east).toEqual(EAST);
    expect((await lin.ask("GET", "/speakers/sp-002")).status).toBeGreaterThanOrEqual(403);
    expect((await lin.ask("GET", `/broadcasts/${broadcast}/recording`)).status).toBeGreaterThanOrEqual(403);
    const seen = (await lin.ask("GET", "/events?after=0")).body as unknown as { items: object[] };
    expect(JSON.stringify(seen.items)).not.toMatch(/sp-00[24]/);
    expect((await town.cli(["stop", broadcast, "--json"])).json.stopped).toEqual([broadcast]);
    await done;
  });

  test("a viewer sees the town and makes no sound", async () => {
    expect((await vera.cli(["ls", "--json"])).json).toHaveLength(SPEAKERS);
    const { code, json } = await vera.cli(["talk", "--file", tone, "--to", "site:east", "--json"]);
    expect([code, json.error.code]).toEqual([3, "not-allowed"]);
    expect((await vera.ask("POST", "/broadcasts/stop", { all: true })).body.code).toBe("not-allowed");
    expect((await vera.ask("POST", "/speakers/sp-001/disable")).body.code).toBe("not-allowed");
    expect((await vera.ask("GET", "/audit")).status).toBe(403);
  });

  test("a technician looks after speakers, and may neither talk nor give rights", async () => {
    const { code, json } = await tong.cli(["talk", "--file", tone, "--to", "all", "--json"]);
    expect([code, json.error.code]).toEqual([3, "not-allowed"]);
    const grants = { grants: [{ role: "admin", site: "*" }] };
    expect((await tong.ask("PUT", "/operators/tong/grants", grants)).status).toBe(403);
    expect((await tong.ask("POST", "/operators", { name: "friend" })).status).toBe(403);
    expect(
      (await tong.cli(["broker", "export", "mosquitto", "--out", join(town.folder, "x"), "--json"])).code,
    ).toBe(3);
  });

  test("nobody hands on what they do not have, nor starts an emergency without its permission", async () => {
    const { code, json } = await lin.cli([
      "talk",
      "--emergency",
      "--yes-emergency",
      "--file",
      tone,
      "--to",
      "site:east",
      "--json",
    ]);
    expect([code, json.error.code]).toEqual([3, "not-allowed"]);
    expect(
      (await lin.ask("POST", "/talks", { kind: "play", to: ["site:east"], priority: 70 })).body.code,
    ).toBe("priority-too-high");
    expect(
      (await lin.ask("POST", "/talks", { kind: "play", to: ["site:east"], priority: 99 })).body.code,
    ).toBe("emergency-not-stated");
    const wide = await lin.ask("POST", "/tokens", { name: "wide", acts: ["see", "manage-operators"] });
    expect(wide.status).toBe(403);
  });

  test("a token opens no more than its scope, and nothing once it is revoked", async () => {
    const add = ["token", "add", "screen", "--act", "see", "--days", "1", "--for", "lin", "--json"];
    const { json } = await town.cli(add);
    const screen = ask(json.token);
    expect((await screen("GET", "/speakers")).body).toMatchObject({ items: EAST.map((id) => ({ id })) });
    expect((await screen("POST", "/talks", { kind: "talk", to: ["site:east"] })).body.code).toBe(
      "not-allowed",
    );
    const narrow = await town.cli([
      "token",
      "add",
      "west",
      "--act",
      "talk",
      "--act",
      "play",
      "--site",
      "east",
      "--days",
      "1",
      "--for",
      "lin",
      "--json",
    ]);
    expect((await ask(narrow.json.token)("POST", "/talks", { kind: "talk", to: ["all"] })).body.code).toBe(
      "outside-your-sites",
    );
    expect((await lin.cli(["token", "rm", json.id, "--json"])).code).toBe(0);
    expect((await screen("GET", "/speakers")).body.code).toBe("token-unknown");
    const cli = await town.cli(["ls", "--json"], { env: { DALABA_TOKEN: json.token } });
    expect([cli.code, cli.json.error.code]).toEqual([3, "token-unknown"]);
  });

  test("disabling a speaker silences it in mid-talk, and no other", async () => {
    const { broadcast, done } = await playLong("all", town.speakers);
    expect((await tong.cli(["speaker", "disable", "sp-001", "--json"])).code).toBe(0);
    await until("it is silent", async () => !(await sounding()).includes("sp-001"), 3_000);
    await pause(1_000);
    expect(await sounding()).toEqual(["sp-002", "sp-003", "sp-004"]);
    await town.cli(["stop", broadcast, "--json"]);
    expect((await done).json.failures).toContainEqual({ speaker: "sp-001", reason: "disabled" });
    const heard = new Map((await town.truth(broadcast)).map(({ speaker, lastUs }) => [speaker, lastUs]));
    expect((heard.get("sp-002") as number) - (heard.get("sp-001") as number)).toBeGreaterThan(900_000);
    // It may not come back until it is let in.
    expect(await onlineSpeakers(town)).toEqual(["sp-002", "sp-003", "sp-004"]);
    expect((await tong.cli(["speaker", "enable", "sp-001", "--json"])).code).toBe(0);
    await until("it is back", async () => (await onlineSpeakers(town)).length === SPEAKERS);
  }, 60_000);

  test("rotating a credential throws the old one out in mid-talk, and lets the new one in", async () => {
    const { done } = await playLong("all", town.speakers);
    const file = join(town.folder, "new.jsonl");
    expect((await tong.cli(["speaker", "rotate", "sp-002", "--out", file, "--json"])).code).toBe(0);
    await until(
      "the old one is silent and out",
      async () => {
        const old = (await town.states()).find(({ id }) => id === "sp-002");
        return old?.sounding.length === 0 && !old.online;
      },
      3_000,
    );
    expect(await sounding()).toEqual(["sp-001", "sp-003", "sp-004"]);
    await town.cli(["stop", "--all", "--json"]);
    await done;
    await until("the old one is refused", async () =>
      (await town.states()).some(
        ({ id, lastEnd }) => id === "sp-002" && lastEnd === "broker-refused-credentials",
      ),
    );
    expect((await readFile(file, "utf8")).trim().split("\n")).toHaveLength(1);
    more.push(await startSimulator(file, []));
    await until("the new one is in", async () => (await onlineSpeakers(town)).length === SPEAKERS);
    await until("it obeys", async () => (await more[0]?.states())?.every(({ cfgVersion }) => cfgVersion > 0));
    const { json } = await town.cli(["play", tone, "--to", "all", "--json"]);
    expect(json).toMatchObject({ targets: SPEAKERS, played: SPEAKERS });
  }, 60_000);

  test("a disabled operator is out at once, session, token and event feed", async () => {
    const zhao = await hire("zhao", "operator", "west");
    expect((await zhao.cli(["whoami", "--json"])).json.operator.name).toBe("zhao");
    const feed = await fetch(`${town.url}/api/v1/events`, {
      headers: { authorization: `Bearer ${zhao.token}`, accept: "text/event-stream" },
    });
    const ended = (async () => {
      for await (const _part of feed.body as unknown as AsyncIterable<Uint8Array>);
      return true;
    })();
    await town.api("PATCH", "/operators/zhao", { disabled: true });
    expect((await zhao.ask("GET", "/speakers")).status).toBe(401);
    expect((await zhao.cli(["ls", "--json"])).code).toBe(3);
    expect(await ended).toBe(true);
    const again = await town.cli(["login", "--user", "zhao", "--password-stdin", "--json"], {
      env: { DALABA_TOKEN: "", XDG_CONFIG_HOME: join(town.folder, "again") },
      input: Buffer.from(PASSWORD),
    });
    expect([again.code, again.json.error.code]).toEqual([3, "sign-in-refused"]);
  }, 60_000);

  test("guessing a password is slowed down, the right one too", async () => {
    const guess = (password: string) =>
      fetch(`${town.url}/api/v1/session`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ user: "vera", password }),
      });
    const answers: number[] = [];
    for (let i = 0; i < 8; i++) answers.push((await guess(`wrong password ${i}`)).status);
    expect(answers).toContain(401);
    expect(answers.at(-1)).toBe(429);
    const right = await guess(PASSWORD);
    expect(right.status).toBe(429);
    expect(((await right.json()) as Problem).code).toBe("sign-in-slowed");
    // Who is signed in already is not kept out by somebody's guesses.
    expect((await vera.ask("GET", "/speakers")).status).toBe(200);
  });

  test("every act is in the audit, refused ones too, and the chain holds", async () => {
    const rows = await audit();
    const acts = new Set(rows.map(({ act, result }) => `${act} ${result}`));
    for (const act of [
      "town-apply",
      "operator-add",
      "grants-set",
      "sign-in",
      "talk",
      "stop",
      "stop-all",
      "token-add",
    ])
      expect(acts).toContain(`${act} ok`);
    for (const act of [
      "token-revoke",
      "speaker-disable",
      "speaker-enable",
      "speaker-rotate",
      "operator-change",
    ])
      expect(acts).toContain(`${act} ok`);
    expect(acts).toContain("openTalk outside-your-sites");
    expect(acts).toContain("openTalk not-allowed");
    expect(acts).toContain("sign-in sign-in-refused");
    // Who signed in from the command line is who spoke: the token of a sign-in acts as its person.
    const talk = rows.find(({ act, actor }) => act === "talk" && actor.startsWith("operator:"));
    expect(talk).toMatchObject({
      address: "127.0.0.1",
      object: expect.stringMatching(/^broadcast:[0-9a-f]{16}$/),
    });
    expect(JSON.stringify(rows)).not.toContain(PASSWORD);

    let previousHash = "0".repeat(64);
    rows.forEach((row, i) => {
      expect(row.seq).toBe(i + 1);
      expect(row.previousHash).toBe(previousHash);
      expect(row.hash).toBe(hashOf(row));
      previousHash = row.hash;
    });
  });
});

/** The hash of an audit row, made anew: a stranger's check. */
function hashOf({ seq, previousHash, hash: _, ...entry }: AuditRowReply): string {
  const text = `pa-audit-v1\n${previousHash}\n${seq}\n${sorted(entry)}`;
  return createHash("sha256").update(text, "utf8").digest("hex");
}

function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${sorted(member)}`).join(",")}}`;
}
