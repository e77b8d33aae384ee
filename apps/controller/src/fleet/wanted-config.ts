import { canonicalJson } from "@dalaba/core";
import {
  configBody,
  type FileRef,
  parseEnvelope,
  type QuietTimes,
  readConfig,
  type SpeakerConfig,
  speakerTopic,
} from "@dalaba/protocol";
import type { StoredDocument } from "@dalaba/store";
import type { TownView } from "./town-view";

/** What the cfg documents should say: one for every enabled speaker that has credentials. */
export function wantedConfigs(
  view: TownView,
  withCredentials: ReadonlySet<string>,
  {
    clockUrl,
    quietOf,
    bundle,
  }: { clockUrl: string; quietOf: (speaker: string) => QuietTimes; bundle: FileRef | undefined },
): ReadonlyMap<string, SpeakerConfig> {
  const wanted = new Map<string, SpeakerConfig>();
  for (const { id, levelDb } of view.directory.speakers) {
    if (!withCredentials.has(id)) continue;
    wanted.set(id, {
      speaker: id,
      groups: view.groups.get(id) ?? [],
      levelDb: Math.round(levelDb),
      muted: view.tunings.get(id)?.muted ?? false,
      delayClass: view.delayClasses.get(id) ?? "lan",
      trimUs: (view.tunings.get(id)?.trimMs ?? 0) * 1000,
      clockUrl,
      ...quietOf(id),
      ...(bundle === undefined ? {} : { bundle }),
    });
  }
  return wanted;
}

/** A cfg document as it stands in the store. */
export interface KeptConfig {
  readonly config: SpeakerConfig;
  readonly version: number;
}

/** The cfg documents of the store, by speaker; what cannot be read counts as absent and is made anew. */
export function keptConfigs(documents: readonly StoredDocument[]): ReadonlyMap<string, KeptConfig> {
  const kept = new Map<string, KeptConfig>();
  for (const { topic, version, bytes } of documents) {
    const parsed = parseEnvelope(bytes);
    const read = parsed.ok ? readConfig(parsed.envelope) : parsed;
    if (read.ok && topic === configTopic(read.config.speaker))
      kept.set(read.config.speaker, { config: read.config, version });
  }
  return kept;
}

export interface ConfigChanges {
  /** To be signed with one new version. */
  readonly stale: readonly SpeakerConfig[];
  /** Groups that lost a member: their membership holds from the new version on. */
  readonly shrunk: readonly string[];
  /** Speakers whose document goes away. */
  readonly gone: readonly string[];
}

/**
 * What must be signed so that the store says what is wanted. A group that lost a member is stated anew to all who are
 * left, because an order to the group must be refused by the one who has not heard yet that it is out (SPEC 6: an offer
 * names the version from which the membership holds). One that only gained is not: the newcomer's own document is newer
 * than any order, and nobody else need change.
 */
export function configChanges(
  wanted: ReadonlyMap<string, SpeakerConfig>,
  kept: ReadonlyMap<string, KeptConfig>,
): ConfigChanges {
  const shrunk = new Set<string>();
  for (const [id, { config }] of kept) {
    const still = new Set(wanted.get(id)?.groups ?? []);
    for (const group of config.groups) if (!still.has(group)) shrunk.add(group);
  }
  const stale = [...wanted.values()].filter((config) => {
    const before = kept.get(config.speaker);
    return (
      before === undefined ||
      config.groups.some((group) => shrunk.has(group)) ||
      canonicalJson(configBody(before.config)) !== canonicalJson(configBody(config))
    );
  });
  return { stale, shrunk: [...shrunk], gone: [...kept.keys()].filter((id) => !wanted.has(id)) };
}

export function configTopic(speaker: string): string {
  return speakerTopic(speaker, "cfg");
}
