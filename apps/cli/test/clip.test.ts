import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClipReply, problemOf, routes, type UploadReply } from "@dalaba/api";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Case, holdContract } from "./contract.test-support";
import { FakeController } from "./fake-controller.test-support";
import * as town from "./fixtures.test-support";
import { Desk } from "./run-cli.test-support";

const ID = "c-5b0c61d3a9f2";
const UPLOAD = "u-5b0c61d3a9f2";

const clip: ClipReply = {
  ...{ id: ID, title: "停水通知", language: "zh-CN", site: null, createdAtMs: town.AT_MS, deletedAtMs: null },
  newest: {
    ...{ number: 2, sha256: "ab".repeat(32), bytes: 27_656, durationMs: 6_519, sound: "speech" },
    ...{ beforeLufs: -23.4, afterLufs: -16, truePeakDb: -1.2, waveform: "AAAA", atMs: town.AT_MS },
    source: { name: "notice.mp3", format: "mp3", bytes: 90_000, sha256: "cd".repeat(32) },
    by: { kind: "operator", id: "o_1", name: "li" },
  },
};
const upload: UploadReply = {
  ...{ id: UPLOAD, name: "notice.wav", bytes: 1_500_000, received: 0, state: "receiving", step: null },
  ...{ share: 0, clip: null, version: null, problem: null },
};
const played = {
  ...{ broadcast: town.BROADCAST, targets: 3, offline: 1, priority: 40, class: "file" as const },
  durationMs: 1_000,
};

const cases: Case[] = [
  {
    name: "clip-ls",
    args: ["clip", "ls"],
    given: (c) => c.on(routes.clips.listClips, town.page([clip])),
    after: (c) => expect(c.of(routes.clips.listClips)[0]?.query).toMatchObject({ deleted: "false" }),
  },
  {
    name: "clip-ls-none",
    args: ["clip", "ls", "--deleted"],
    given: (c) => c.on(routes.clips.listClips, town.page([])),
    after: (c) => expect(c.of(routes.clips.listClips)[0]?.query).toMatchObject({ deleted: "true" }),
  },
  {
    name: "clip-show",
    args: ["clip", "show", ID],
    given: (c) =>
      c.on(routes.clips.showClip, clip).on(routes.clips.listClipVersions, town.page([clip.newest])),
  },
  {
    name: "clip-rm-in-use",
    args: ["clip", "rm", ID],
    given: (c) =>
      c.refuse(routes.clips.removeClip, "clip-in-use", `1 need ${ID}`, {
        clip: ID,
        uses: [{ kind: "broadcast", id: town.BROADCAST }],
      }),
    after: (_, __, { code }) => expect(code).toBe(2),
  },
  {
    name: "play-clip",
    args: ["play", "--clip", ID, "--to", "all", "--times", "2", "--between", "0.5"],
    given: (c) => c.on(routes.plays.play, played).on(routes.broadcasts.showResult, town.somePlayed),
    after(c, _, { code }) {
      const [asked] = c.of(routes.plays.play);
      expect(asked?.body).toMatchObject({ to: ["all"], parts: [{ clip: ID }], times: 2, betweenMs: 500 });
      expect(code).toBe(5);
    },
  },
  {
    name: "play-nothing",
    args: ["play", "--to", "all"],
    given: (c) => c,
    after: (_, __, { code }) => expect(code).toBe(2),
  },
  {
    name: "say",
    args: ["say", "今天下午2点到5点停水", "--to", "all", "--chime", "two-tone", "--language", "yue"],
    given: (c) => c.on(routes.plays.play, played).on(routes.broadcasts.showResult, town.allPlayed),
    after(c, _, { code }) {
      const [asked] = c.of(routes.plays.play);
      const parts = [{ say: "今天下午2点到5点停水", language: "yue" }];
      expect(asked?.body).toMatchObject({ parts, chime: "two-tone" });
      expect(code).toBe(0);
    },
  },
  {
    name: "lexicon-set",
    args: ["lexicon", "set", "大涌口", "da4 chong1 kou3"],
    given: (c) =>
      c
        .on(routes.speech.showLexicon, { zh: { 涌: "chong1" }, yue: {} })
        .on(routes.speech.setLexicon, { zh: { 涌: "chong1", 大涌口: "da4 chong1 kou3" }, yue: {} }),
    after: (c) =>
      expect(c.of(routes.speech.setLexicon)[0]?.body).toEqual({
        zh: { 涌: "chong1", 大涌口: "da4 chong1 kou3" },
        yue: {},
      }),
  },
  {
    name: "lexicon-rm-none",
    args: ["lexicon", "rm", "大涌口"],
    given: (c) => c.on(routes.speech.showLexicon, { zh: {}, yue: {} }),
    after: (_, __, { code }) => expect(code).toBe(2),
  },
  {
    name: "say-wait",
    args: ["say", "--to", "all", "停水", "--wait"],
    given: (c) => c.on(routes.plays.play, played).on(routes.broadcasts.showResult, town.allPlayed),
    after: (c) => expect(c.of(routes.plays.play)[0]?.body).toMatchObject({ waitMs: 0 }),
  },
  {
    name: "say-no-engine",
    args: ["say", "停水", "--to", "all"],
    given: (c) => c.refuse(routes.plays.play, "tts-missing", "espeak-ng: spawn espeak-ng ENOENT"),
    after: (_, __, { code }) => expect(code).toBe(2),
  },
];

holdContract("dalaba clip and say", cases);

describe("dalaba clip add", () => {
  let controller: FakeController;
  let desk: Desk;
  let file: string;
  beforeEach(async () => {
    controller = await FakeController.start();
    desk = new Desk();
    desk.url = controller.url;
    file = join(desk.folder, "notice.wav");
    writeFileSync(file, new Uint8Array(1_500_000));
    controller.on(routes.uploads.addUpload, upload).on(routes.clips.showClip, clip);
  });
  afterEach(async () => {
    desk.close();
    await controller.die();
  });

  test("sends it in parts, goes on where the controller is, and waits until it is made", async () => {
    const offsets: unknown[] = [];
    controller.raw(routes.uploads.sendUploadPart, ({ query }, response) => {
      offsets.push(query.offset);
      // The controller has heard less than was sent: the line broke in the middle of the part.
      const problem =
        offsets.length === 2
          ? problemOf("upload-offset", "700000 bytes are here", { received: 700_000 })
          : null;
      const received = offsets.length === 1 ? 1_048_576 : 1_500_000;
      response.writeHead(problem === null ? 200 : 409, {
        "content-type": problem === null ? "application/json" : "application/problem+json",
      });
      response.end(JSON.stringify(problem ?? { ...upload, received }));
    });
    controller.on(routes.clips.addClip, { ...upload, state: "making", step: "waiting" });
    let looks = 0;
    controller.on(
      routes.uploads.showUpload,
      (): UploadReply =>
        looks++ === 0
          ? { ...upload, state: "making", step: "encode", share: 0.7 }
          : { ...upload, state: "made", clip: ID, version: 1, share: 1 },
    );
    const result = await desk.run(["clip", "add", file, "--title", "停水通知", "--json"]);
    expect(result.code, result.stderr).toBe(0);
    expect(offsets.map(Number)).toEqual([0, 1_048_576, 700_000]);
    expect(controller.of(routes.clips.addClip)[0]?.body).toMatchObject({
      ...{ upload: UPLOAD, title: "停水通知", sound: "speech", language: null },
    });
    expect(result.json.id).toBe(ID);
  });

  test("says what the file was refused with", async () => {
    controller.on(routes.uploads.sendUploadPart, { ...upload, received: 1_500_000 });
    const problem = problemOf("audio-silent", "30 s without a sound");
    controller.on(routes.clips.addClip, { ...upload, state: "refused", problem });
    const result = await desk.run(["clip", "add", file, "--json"]);
    expect(result.code).toBe(2);
    expect(result.json.error).toMatchObject({ code: "audio-silent" });
  });
});
