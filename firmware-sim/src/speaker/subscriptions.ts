import { groupTopic, KEYS_TOPIC, speakerTopic } from "@dalaba/protocol";
import type { Subscription } from "../mqtt/packets";

/** What a speaker listens to (SPEC 1.6): its own topics, the keys, and the groups of its cfg. */

function ofGroup(group: string): Subscription[] {
  return [
    { filter: groupTopic(group, "cmd"), qos: 0 },
    { filter: groupTopic(group, "a"), qos: 0 },
  ];
}

export class Subscriptions {
  readonly #speaker: string;
  #groups: ReadonlySet<string> = new Set();

  constructor(speaker: string) {
    this.#speaker = speaker;
  }

  /** All of it, for a new connection. */
  all(groups: ReadonlySet<string>): Subscription[] {
    this.#groups = groups;
    return [
      ...this.documents(),
      { filter: speakerTopic(this.#speaker, "cmd"), qos: 0 },
      { filter: speakerTopic(this.#speaker, "tr"), qos: 0 },
      ...[...groups].flatMap(ofGroup),
    ];
  }

  /** Subscribed to again, the broker sends them again. */
  documents(): Subscription[] {
    return [
      { filter: KEYS_TOPIC, qos: 1 },
      { filter: speakerTopic(this.#speaker, "cfg"), qos: 1 },
      { filter: speakerTopic(this.#speaker, "lim"), qos: 1 },
    ];
  }

  /** A new cfg: what is to be added and what left. */
  change(groups: ReadonlySet<string>): { readonly added: Subscription[]; readonly gone: string[] } {
    const before = this.#groups;
    this.#groups = groups;
    return {
      added: [...groups].filter((group) => !before.has(group)).flatMap(ofGroup),
      gone: [...before]
        .filter((group) => !groups.has(group))
        .flatMap(ofGroup)
        .map(({ filter }) => filter),
    };
  }
}
