import type { PreflightReply } from "@dalaba/api";
import type { SiteId, Targets } from "@dalaba/core";
import type { BroadcastFace, ForeseenSpeaker } from "../air/ipc";
import type { Loudness } from "./loudness";

/** What `air` foresees, as an operator reads it before the key. Pure. */
export function preflightOf(
  targets: Targets,
  { priority, class: named }: Loudness,
  foreseen: { readonly speakers: readonly ForeseenSpeaker[]; readonly broadcasts: readonly BroadcastFace[] },
  siteOf: (speaker: string) => SiteId | undefined,
  firstSoundMs: number | null,
): PreflightReply {
  const faces = new Map(foreseen.broadcasts.map((face) => [face.broadcast, faceOf(face)]));
  const online = foreseen.speakers.filter((each) => each.online);
  const saying = (answer: string): string[] =>
    online.filter((each) => each.answer === answer).map(({ id }) => id);
  const offline = foreseen.speakers.filter((each) => !each.online).map(({ id }) => id);
  const not = online.filter(({ answer }) => answer !== "accept");
  return {
    targets: targets.speakers.length,
    ready: targets.speakers.length - offline.length - not.length,
    ...{ offline, muted: saying("muted"), quiet: saying("quiet") },
    busy: grouped(not, ({ holder, answer }) =>
      faces.has(holder) ? `${holder} ${answer === "queued"}` : undefined,
    ).map(([[first], ids]) => ({
      holder: faces.get(first.holder) as Face,
      waits: first.answer === "queued",
      speakers: ids,
    })),
    interrupts: grouped(
      online.flatMap(({ id, moves }) => moves.map((move) => ({ ...move, id }))),
      ({ broadcast, does }) => (faces.has(broadcast) ? `${broadcast} ${does}` : undefined),
    ).map(([[first], ids]) => ({
      broadcast: faces.get(first.broadcast) as Face,
      does: first.does,
      speakers: ids,
      sites: [...new Set(ids.flatMap((id) => siteOf(id) ?? []))].sort(),
    })),
    ...{ priority, class: named, firstSoundMs },
  };
}

type Face = PreflightReply["busy"][number]["holder"];

function faceOf({ startedAtUtcMs, actor, ...face }: BroadcastFace): Face {
  return { ...face, actor: { ...actor }, startedAtMs: startedAtUtcMs };
}

/** By key, the largest group first; what has no key is left out. */
function grouped<T extends { readonly id: string }>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
): [readonly [T, ...T[]], string[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = key === undefined ? undefined : groups.get(key);
    if (group) group.push(item);
    else if (key !== undefined) groups.set(key, [item]);
  }
  return [...groups.values()]
    .map((group): [readonly [T, ...T[]], string[]] => [group, group.map(({ id }) => id)])
    .sort(([, a], [, b]) => b.length - a.length);
}
