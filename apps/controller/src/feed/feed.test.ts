import type { SiteId } from "@dalaba/core";
import { describe, expect, it } from "vitest";
import { BOOT_TOKEN, grant, type TestSide, testSide } from "../http/http-side.test-support";
import { eventStream } from "./event-stream";

const event = (side: TestSide, subject: string, site: string | null) => ({
  atMs: side.clock.ms,
  kind: "speaker-online",
  subject,
  site: site as SiteId | null,
  body: {},
});

interface Page {
  readonly items: readonly { readonly id: number; readonly subject: string }[];
  readonly next: string;
}

async function page(side: TestSide, token: string, query = ""): Promise<Page> {
  const answer = await side.request("GET", `~/events${query}`, { token });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Page;
}

/** Reads a stream until `until` stands in it. */
async function read(response: Response, until: string): Promise<string> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!text.includes(until)) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value);
  }
  await reader.cancel();
  return text;
}

const stream = (side: TestSide, token: string, headers: Record<string, string> = {}, query = "") =>
  side.request("GET", `~/events${query}`, { token, headers: { accept: "text/event-stream", ...headers } });

describe("the event feed", () => {
  it("gives pages that go on from an id, past what one may not see", async () => {
    const side = await testSide();
    const token = side.tokenOf(await side.person("lin", [grant("viewer", "east")]));
    side.feed.publish(event(side, "w1", "west"));
    side.feed.publish(event(side, "e1", "east"));
    side.feed.publish(event(side, "everyone", null));
    side.feed.publish(event(side, "w2", "west"));
    const all = await page(side, token);
    expect(all.items.map(({ subject }) => subject)).toEqual(["e1", "everyone"]);
    expect(all.next).toBe("4");
    expect(await page(side, token, "?after=4")).toEqual({ items: [], next: "4" });
    const first = await page(side, token, "?limit=1");
    expect(first.items).toHaveLength(1);
    expect((await page(side, token, `?after=${first.next}`)).items.map(({ subject }) => subject)).toEqual([
      "everyone",
    ]);
  });

  it("streams what comes, and resumes after the last id received", async () => {
    const side = await testSide();
    side.feed.publish(event(side, "before", null));
    const live = await stream(side, BOOT_TOKEN);
    expect(live.headers.get("content-type")).toBe("text/event-stream");
    side.feed.publish(event(side, "during", null));
    const text = await read(live, "during");
    expect(text).not.toContain("before");
    expect(text).toMatch(/id: 2\ndata: \{"id":2/);
    side.feed.publish(event(side, "between", null));
    const resumed = await read(await stream(side, BOOT_TOKEN, { "last-event-id": "2" }), "between");
    expect(resumed).not.toContain("during");
    expect(await read(await stream(side, BOOT_TOKEN, {}, "?after=0"), "between")).toContain("before");
  });

  it("shows a listener only the sites they see", async () => {
    const side = await testSide();
    const token = side.tokenOf(await side.person("lin", [grant("viewer", "east")]));
    const live = await stream(side, token);
    side.feed.publish(event(side, "w1", "west"));
    side.feed.publish(event(side, "e1", "east"));
    expect(await read(live, "e1")).not.toContain("w1");
  });

  it("says when what was asked for has been cleared away", async () => {
    const side = await testSide();
    for (let i = 0; i < 5; i++) side.feed.publish(event(side, `s${i}`, null));
    side.store.events.prune(2, 0);
    const fresh = await testSideOver(side);
    for (const accept of ["application/json", "text/event-stream"]) {
      const answer = await fresh.request("GET", "~/events?after=1", {
        token: BOOT_TOKEN,
        headers: { accept },
      });
      expect(await answer.json()).toMatchObject({ status: 410, code: "event-gone", params: { oldest: 4 } });
    }
    expect((await page(fresh, BOOT_TOKEN)).items.map(({ subject }) => subject)).toEqual(["s3", "s4"]);
    expect((await page(fresh, BOOT_TOKEN, "?after=3")).items).toHaveLength(2);
  });

  it("ends a stream when its session or token ends", async () => {
    const side = await testSide();
    const id = await side.person("lin", [grant("viewer", "east")]);
    const token = side.tokenOf(id);
    const live = await stream(side, token);
    side.store.tokens.revokeAllOf(id, side.clock.ms);
    side.feed.publish(event(side, "e1", "east"));
    expect(await read(live, "nothing of the kind")).not.toContain("e1");
  });

  it("drops a listener that falls too far behind, with a code, and delays nobody", async () => {
    const side = await testSide();
    let closed = false;
    const slow = eventStream(side.feed, {
      after: 0,
      visible: () => (event) => event,
      heartbeatMs: 1_000,
      behindMax: 50,
      onClose: () => {
        closed = true;
      },
    });
    const padding = "x".repeat(4_000);
    for (let i = 0; i < 300; i++) {
      side.feed.publish({ ...event(side, `s${i}`, null), body: { padding } });
      // Whoever reads would have been served in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(closed).toBe(true);
    const text = await read(new Response(slow), "listener-too-slow");
    expect(text).toContain("event: problem");
    expect(Buffer.byteLength(text)).toBeLessThan(2 * 1024 * 1024);
  });

  it("bounds how many streams one person may hold", async () => {
    const side = await testSide();
    const open = [];
    for (let i = 0; i < 16; i++) open.push(await stream(side, BOOT_TOKEN));
    const one = await stream(side, BOOT_TOKEN);
    expect(await one.json()).toMatchObject({ status: 503, code: "too-busy" });
    await open[0]?.body?.cancel();
    expect((await stream(side, BOOT_TOKEN)).status).toBe(200);
  });
});

/** The same store as a controller that has just been started sees it. */
async function testSideOver(side: TestSide): Promise<TestSide> {
  const { StoredFeed } = await import("./stored-feed");
  return testSide({ store: side.store, feed: new StoredFeed(side.store) });
}
