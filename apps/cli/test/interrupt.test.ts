import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { routes } from "@dalaba/api";
import { pcm16Bytes } from "@dalaba/media";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeAir } from "./fake-air.test-support";
import { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { Desk, type Running, until } from "./run-cli.test-support";
import { tone, wav } from "./wav.test-support";

let air: FakeAir;
let controller: FakeController;
let desk: Desk;

beforeEach(async () => {
  air = await FakeAir.start();
  controller = await FakeController.start();
  controller.on(routes.talks.openTalk, () => town.opened(air.url("t")));
  controller.on(routes.broadcasts.stopBroadcast, ({ params }) => {
    air.stop();
    return { stopped: [params.id as string] };
  });
  desk = new Desk();
  desk.url = controller.url;
  writeFileSync(join(desk.folder, "long.wav"), wav(tone(20)));
});
afterEach(async () => {
  expect(controller.faults).toEqual([]);
  desk.close();
  await air.close();
  await controller.die();
});

const long = ["talk", "--to", "all", "--file", "long.wav", "--json"];
const onAir = (): Promise<void> => until("frames", () => (air.talks.at(-1)?.frames.length ?? 0) > 10);
const never = (): FakeController =>
  controller.raw(routes.broadcasts.showResult, (_, response) => {
    // Long-polled, as a controller holds the question until the receipts are in.
    setTimeout(() => response.writeHead(202).end(), 60_000).unref();
  });

async function started(args: readonly string[] = long): Promise<Running> {
  const talk = desk.start(args);
  await onAir();
  return talk;
}

describe("Ctrl-C", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "in mid-talk (%s) ends the talk, lets the receipts come in, and exits 130",
    async (signal) => {
      controller.on(routes.broadcasts.showResult, town.somePlayed);
      const talk = await started();
      talk.child.kill(signal);
      const result = await talk.done;
      expect(air.last.ended).toBe("stopped");
      expect(result.json).toEqual(town.somePlayed);
      expect(result.code).toBe(130);
    },
  );

  test("that arrives twice at once, as npm passes it on, is one", async () => {
    controller.on(routes.broadcasts.showResult, town.allPlayed);
    const talk = await started();
    talk.child.kill("SIGINT");
    talk.child.kill("SIGINT");
    const result = await talk.done;
    expect(result.json).toEqual(town.allPlayed);
    expect(result.code).toBe(130);
  });

  test("ends the talk where a stop is refused, or nobody answers it", async () => {
    controller.on(routes.broadcasts.showResult, town.somePlayed);
    controller.refuse(routes.broadcasts.stopBroadcast, "not-allowed", "this token may not stop");
    const refused = await started();
    refused.child.kill("SIGINT");
    expect((await refused.done).code).toBe(130);
    expect(air.last.ended).toBe("end");
    controller.raw(routes.broadcasts.stopBroadcast, () => undefined);
    const silent = desk.start(long);
    await until("the second talk", () => air.talks.length > 1 && air.last.frames.length > 10);
    silent.child.kill("SIGINT");
    expect((await silent.done).code).toBe(130);
    expect(air.last.ended).toBe("end");
  });

  test("a second time leaves at once, and says where the result will be", async () => {
    never();
    const talk = await started();
    talk.child.kill("SIGINT");
    await until("the question for the result", () => controller.of(routes.broadcasts.showResult).length > 0);
    // Not the same key press.
    await new Promise((done) => setTimeout(done, 500));
    talk.child.kill("SIGINT");
    const result = await talk.done;
    expect(air.last.ended).toBe("stopped");
    expect(result.json).toEqual({
      error: {
        ...{ code: "interrupted", detail: "interrupted", next: `dalaba show ${town.BROADCAST}` },
        params: { broadcast: town.BROADCAST },
      },
    });
    expect(result.code).toBe(130);
  });

  test("while the receipts come in leaves at once: the talk is over", async () => {
    never();
    writeFileSync(join(desk.folder, "long.wav"), wav(tone(0.3)));
    const talk = await started();
    await until("the question for the result", () => controller.of(routes.broadcasts.showResult).length > 0);
    talk.child.kill("SIGINT");
    const result = await talk.done;
    expect(result.json.error).toMatchObject({ code: "interrupted", params: { broadcast: town.BROADCAST } });
    expect(result.code).toBe(130);
  });

  test("ends a talk whose pipe says nothing", async () => {
    controller.on(routes.broadcasts.showResult, town.allPlayed);
    const talk = desk.start(["talk", "--to", "all", "--json", "-"], { input: "open" });
    talk.child.stdin?.write(pcm16Bytes(tone(0.2)));
    await onAir();
    talk.child.kill("SIGINT");
    expect((await talk.done).code).toBe(130);
    expect(air.last.ended).toBe("stopped");
  });

  test("before there is any sound opens nothing", async () => {
    const talk = desk.start(["talk", "--to", "all", "--json", "-"], { input: "open" });
    await new Promise((done) => setTimeout(done, 1_000));
    talk.child.kill("SIGINT");
    const result = await talk.done;
    expect(result.json?.error?.code ?? result.signal).toMatch(/^(interrupted|SIGINT)$/);
    expect(controller.asked).toEqual([]);
  });

  test("while a controller thinks leaves with one document", async () => {
    let asked = false;
    controller.raw(routes.status.showStatus, () => {
      asked = true;
    });
    const status = desk.start(["status", "--json"]);
    await until("the question", () => asked);
    status.child.kill("SIGINT");
    const result = await status.done;
    expect(result.json.error.code).toBe("interrupted");
    expect(result.code).toBe(130);
  });
});

describe("following events", () => {
  const sse = (id: number): string => `id: ${id}\ndata: ${JSON.stringify({ ...town.events[0], id })}\n\n`;

  test("prints a line each, goes on after a restart where it was, and ends with Ctrl-C", async () => {
    controller.raw(routes.events.followEvents, ({ query }, response) => {
      const after = Number(query.after ?? 1_200);
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`retry: 2000\nid: ${after}\n: follows\n\n${sse(after + 1)}`);
      if (after === 1_200) setTimeout(() => response.destroy(), 50);
    });
    const follow = desk.start(["events", "--follow", "--json"]);
    let text = "";
    follow.child.stdout?.on("data", (part: Buffer) => {
      text += part.toString();
    });
    await until("two events", () => text.split("\n").length > 2);
    follow.child.kill("SIGINT");
    const result = await follow.done;
    const lines = result.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { ...town.events[0], id: 1_201 },
      { ...town.events[0], id: 1_202 },
    ]);
    expect(controller.asked.map(({ query, headers }) => [query.after, headers.accept])).toEqual([
      [undefined, "text/event-stream"],
      ["1201", "text/event-stream"],
    ]);
    expect(result.code).toBe(130);
  });

  test("of a controller that is not there does not wait for one", async () => {
    const result = await desk.run(["events", "--follow", "--url", "http://127.0.0.1:9", "--json"]);
    expect(result.json.error.code).toBe("no-controller");
    expect(result.code).toBe(7);
  });

  test("ends when nobody reads it any more", async () => {
    controller.raw(routes.events.followEvents, (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let id = 1;
      const timer = setInterval(() => response.write(sse(id++)), 20);
      response.once("close", () => clearInterval(timer));
    });
    const follow = desk.start(["events", "--follow"]);
    follow.child.stdout?.once("data", () => follow.child.stdout?.destroy());
    const result = await follow.done;
    expect(result.stderr).not.toContain("EPIPE");
    expect(result.code).toBe(0);
  });
});
