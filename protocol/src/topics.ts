import type { BroadcastId, GroupId, SpeakerId } from "./scalars";
import { isBroadcastId, isGroupId, isSpeakerId } from "./scalars";

/** Topics (SPEC 2.4) and the one table of rights, from which both the embedded broker and exported ACLs are made. */

export const UP_LEAVES = ["st", "tm", "ack", "tq"] as const;
export const DOWN_LEAVES = ["cmd", "cfg", "lim", "tr"] as const;
export type UpLeaf = (typeof UP_LEAVES)[number];
export type DownLeaf = (typeof DOWN_LEAVES)[number];

export const KEYS_TOPIC = "pa/keys";

export function speakerTopic(id: SpeakerId | string, leaf: UpLeaf | DownLeaf): string {
  return `pa/d/${id}/${leaf}`;
}

export function groupTopic(group: GroupId | string, leaf: "cmd" | "a"): string {
  return `pa/g/${group}/${leaf}`;
}

export function broadcastTopic(broadcast: BroadcastId | string): string {
  return `pa/b/${broadcast}/a`;
}

export type Topic =
  | { readonly kind: "speaker"; readonly speaker: SpeakerId; readonly leaf: UpLeaf | DownLeaf }
  | { readonly kind: "group"; readonly group: GroupId; readonly leaf: "cmd" | "a" }
  | { readonly kind: "broadcast"; readonly broadcast: BroadcastId }
  | { readonly kind: "keys" };

/** Reads a topic name; undefined for anything that is not ours, wildcards included. */
export function parseTopic(topic: string): Topic | undefined {
  if (topic === KEYS_TOPIC) return { kind: "keys" };
  const [root, space, id, leaf, ...rest] = topic.split("/");
  if (root !== "pa" || rest.length > 0 || id === undefined || leaf === undefined) return undefined;
  if (space === "d" && isSpeakerId(id) && ([...UP_LEAVES, ...DOWN_LEAVES] as string[]).includes(leaf))
    return { kind: "speaker", speaker: id, leaf: leaf as UpLeaf | DownLeaf };
  if (space === "g" && isGroupId(id) && (leaf === "cmd" || leaf === "a"))
    return { kind: "group", group: id, leaf };
  if (space === "b" && isBroadcastId(id) && leaf === "a") return { kind: "broadcast", broadcast: id };
  return undefined;
}

/** A speaker may publish (and will) only its own `st tm ack tq` (SPEC 2.5). */
export function mayPublish(speaker: string, topic: string): boolean {
  const parsed = parseTopic(topic);
  return (
    parsed?.kind === "speaker" &&
    parsed.speaker === speaker &&
    (UP_LEAVES as readonly string[]).includes(parsed.leaf)
  );
}

/**
 * A speaker may subscribe only to its own `cmd cfg lim tr`, the groups in its cfg, `pa/keys`, and the audio of
 * broadcasts it was offered. A foreign broker cannot know offers: there `anyBroadcast` allows `pa/b/+/a` (SPEC 2.5).
 */
export function maySubscribe(
  speaker: string,
  filter: string,
  rights: { groups: ReadonlySet<string>; offered: ReadonlySet<string>; anyBroadcast: boolean },
): boolean {
  if (filter === "pa/b/+/a") return rights.anyBroadcast;
  const parsed = parseTopic(filter);
  switch (parsed?.kind) {
    case "keys":
      return true;
    case "speaker":
      return parsed.speaker === speaker && (DOWN_LEAVES as readonly string[]).includes(parsed.leaf);
    case "group":
      return rights.groups.has(parsed.group);
    case "broadcast":
      return rights.anyBroadcast || rights.offered.has(parsed.broadcast);
    case undefined:
      return false;
  }
}
