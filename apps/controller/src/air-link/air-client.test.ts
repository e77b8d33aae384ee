import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { airSocketPath } from "../air/socket-path";
import { silentLog } from "../log";
import { AirClient } from "./air-client";
import { FakeAir } from "./fake-air.test-support";

let folder: string;
let air: FakeAir;
let client: AirClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-link-"));
  air = new FakeAir(airSocketPath(folder));
});
afterEach(async () => {
  await client.close();
  await air.stop();
  rmSync(folder, { recursive: true, force: true });
});

function begin(): AirClient {
  client = new AirClient({ path: airSocketPath(folder), instance: "test", log: silentLog });
  return client;
}
const connected = () => vi.waitFor(() => expect(client.peer).not.toBeNull());

describe("the link to air", () => {
  it("waits for air to come, greets it, and learns its clock and ports", async () => {
    begin();
    expect(await client.ask("onair", {})).toMatchObject({ code: "air-unreachable" });
    await air.start();
    await connected();
    expect(client.peer).toEqual({
      pid: 1,
      clockId: "0123456789abcdef",
      ports: { mqtt: 1883, clock: 1884, talk: 8081 },
    });
    expect(air.heard[0]).toMatchObject({ type: "hello", instance: "test" });
  });

  it("answers each request with its own answer, in whatever order they come", async () => {
    await air.start();
    begin();
    await connected();
    air.answers.stop = () => ({ refused: "not-open" });
    const by = { kind: "system", id: "x", name: "x" } as const;
    expect(await client.ask("stop", { broadcasts: "all", priority: 1, by })).toMatchObject({
      code: "air-starting",
    });
    air.answers.sign = ({ counter }) => (counter === 1 ? { bytes: "one" } : { refused: "bad-keys" });
    const ask = (counter: number) =>
      client.ask("sign", { document: "cfg", counter, scope: { kind: "group", group: "all" }, body: {} });
    const [one, two] = await Promise.all([ask(1), ask(2)]);
    expect(one).toEqual({ ok: true, value: { bytes: "one" } });
    expect(two).toMatchObject({ ok: false, code: "bad-keys" });
  });

  it("connects again after a loss; what waited is refused, and listeners hear of both", async () => {
    await air.start();
    begin();
    const seen: boolean[] = [];
    client.onPeer((up) => seen.push(up));
    await connected();
    air.answers.stats = () => "silence";
    const waiting = client.ask("stats", {});
    await vi.waitFor(() => expect(air.asked("stats")).toHaveLength(1));
    air.drop();
    expect(await waiting).toMatchObject({ code: "air-unreachable" });
    await vi.waitFor(() => expect(seen).toEqual([true, false, true]));
  });

  it("hands on every event in order, the journal's place at the greeting first, and outlives a listener that throws", async () => {
    air.journal = { segment: 3, offset: 77 };
    await air.start();
    begin();
    const heard: string[] = [];
    client.onEvent(() => {
      throw new Error("this listener is broken");
    });
    client.onEvent((event) =>
      heard.push(event.type === "journal" ? `journal ${event.segment}:${event.offset}` : event.type),
    );
    await connected();
    air.say({ type: "trouble", code: "x", detail: "", at: 1 });
    air.say({ type: "listening", mqtt: 1, clock: 2, talk: 3 });
    await vi.waitFor(() => expect(heard).toEqual(["journal 3:77", "trouble", "listening"]));
    expect(client.peer?.ports).toEqual({ mqtt: 1, clock: 2, talk: 3 });
  });
});
