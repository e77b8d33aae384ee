import { describe, expect, test } from "vitest";
import { ALL_GROUP, siteGroup, zoneGroup } from "./scalars";
import {
  broadcastTopic,
  DOWN_LEAVES,
  groupTopic,
  KEYS_TOPIC,
  mayPublish,
  maySubscribe,
  parseTopic,
  speakerTopic,
  UP_LEAVES,
} from "./topics";

const rights = {
  groups: new Set(["all", "s-east"]),
  offered: new Set(["00000000000000aa"]),
  anyBroadcast: false,
};

describe("topics (SPEC 2.4)", () => {
  test("each is read as what it was made of", () => {
    expect(parseTopic(speakerTopic("sp-1", "ack"))).toEqual({
      kind: "speaker",
      speaker: "sp-1",
      leaf: "ack",
    });
    expect(parseTopic(groupTopic(siteGroup("east"), "a"))).toEqual({
      kind: "group",
      group: "s-east",
      leaf: "a",
    });
    expect(parseTopic(groupTopic(zoneGroup("road"), "cmd"))).toMatchObject({ group: "z-road" });
    expect(parseTopic(groupTopic(ALL_GROUP, "a"))).toMatchObject({ group: "all" });
    expect(parseTopic(broadcastTopic("00000000000000aa"))).toMatchObject({ kind: "broadcast" });
    expect(parseTopic(KEYS_TOPIC)).toEqual({ kind: "keys" });
  });
});

describe("rights (SPEC 2.5)", () => {
  test.each(UP_LEAVES.map((leaf) => [leaf]))(
    "%s is the speaker's own to publish, nobody else's, and not to read",
    (leaf) => {
      expect(mayPublish("sp-1", speakerTopic("sp-1", leaf))).toBe(true);
      expect(mayPublish("sp-2", speakerTopic("sp-1", leaf))).toBe(false);
      expect(maySubscribe("sp-1", speakerTopic("sp-1", leaf), rights)).toBe(false);
    },
  );

  test.each(DOWN_LEAVES.map((leaf) => [leaf]))(
    "%s is the speaker's own to read, nobody else's, and not to publish",
    (leaf) => {
      expect(maySubscribe("sp-1", speakerTopic("sp-1", leaf), rights)).toBe(true);
      expect(maySubscribe("sp-2", speakerTopic("sp-1", leaf), rights)).toBe(false);
      expect(mayPublish("sp-1", speakerTopic("sp-1", leaf))).toBe(false);
    },
  );

  test("no speaker publishes audio, orders to a group, or keys", () => {
    for (const topic of ["pa/g/all/a", "pa/g/all/cmd", "pa/b/00000000000000aa/a", "pa/keys"])
      expect(mayPublish("sp-1", topic)).toBe(false);
  });

  test("audio of a broadcast is for who was offered it, unless the server cannot know", () => {
    expect(maySubscribe("sp-1", "pa/b/00000000000000aa/a", rights)).toBe(true);
    expect(maySubscribe("sp-1", "pa/b/00000000000000bb/a", rights)).toBe(false);
    expect(maySubscribe("sp-1", "pa/b/+/a", rights)).toBe(false);
    const anywhere = { ...rights, anyBroadcast: true };
    expect(maySubscribe("sp-1", "pa/b/00000000000000bb/a", anywhere)).toBe(true);
    expect(maySubscribe("sp-1", "pa/b/+/a", anywhere)).toBe(true);
  });

  test("no other wildcard passes, wherever it stands", () => {
    for (const filter of [
      "#",
      "+",
      "pa/#",
      "pa/+/all/a",
      "pa/g/+/a",
      "pa/g/#",
      "pa/d/+/cmd",
      "pa/d/sp-1/+",
      "pa/b/#",
      "pa/b/+/+",
    ])
      expect(maySubscribe("sp-1", filter, { ...rights, anyBroadcast: true })).toBe(false);
  });
});
