import { accept, type Outcome } from "@dalaba/core";
import { configBody, type FileRef, KEYS_TOPIC, type SpeakerConfig } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { DocumentEntry, GroupEntry } from "../air/ipc";
import type { AirLink } from "../air-link";
import type { Clock } from "../clock";
import type { QuietTable } from "./quiet-table";
import type { TownView } from "./town-view";
import { type ConfigChanges, configChanges, configTopic, keptConfigs, wantedConfigs } from "./wanted-config";

const GROUP_VERSIONS = "fleet.group-versions";
const VERSION_COUNTER = "document:cfg";
/** Documents signed at once: enough to keep the signer busy, few enough that orders wait for none. */
const SIGN_STEP = 32;

/** The signed cfg documents: what they should say, what they say, and how the one becomes the other. */
export class FleetDocuments {
  private readonly store: Store;
  private readonly air: Pick<AirLink, "ask">;
  private readonly clock: Clock;
  private readonly clockUrl: () => string;
  private readonly quiet: QuietTable;
  private readonly bundle: () => FileRef | undefined;

  constructor(parts: {
    store: Store;
    air: Pick<AirLink, "ask">;
    clock: Clock;
    clockUrl: () => string;
    quiet: QuietTable;
    bundle: () => FileRef | undefined;
  }) {
    this.store = parts.store;
    this.air = parts.air;
    this.clock = parts.clock;
    this.clockUrl = parts.clockUrl;
    this.quiet = parts.quiet;
    this.bundle = parts.bundle;
  }

  /** Signs and stores what is missing or out of date. Answers the topics that changed; one that went is empty. */
  async bringUpToDate(view: TownView): Promise<Outcome<readonly DocumentEntry[]>> {
    const withCredentials = new Set<string>(
      this.store.speakers.allCredentials().map(({ speaker }) => speaker),
    );
    const quietOf = this.quiet.now(view);
    const wanted = wantedConfigs(view, withCredentials, {
      ...{ clockUrl: this.clockUrl(), quietOf },
      bundle: this.bundle(),
    });
    const changes = configChanges(wanted, keptConfigs(this.store.documents.all()));
    if (changes.stale.length + changes.gone.length === 0) return accept([]);
    // One version for all: the groups' versions compare with it, whichever member is asked.
    const version = this.store.counters.next(VERSION_COUNTER, this.clock.nowMs());
    const signed = await this.sign(changes.stale, version);
    if (!signed.ok) return signed;
    return accept(this.keep(changes, signed.value, version));
  }

  /** Every retained document, the key set among them. */
  all(): readonly DocumentEntry[] {
    return this.store.documents.all().map(({ topic, bytes }) => ({ topic, bytes: base64(bytes) }));
  }

  /** The version of each speaker's document. */
  versions(): ReadonlyMap<string, number> {
    const documents = this.store.documents.all().filter(({ topic }) => topic !== KEYS_TOPIC);
    return new Map([...keptConfigs(documents)].map(([id, { version }]) => [id, version]));
  }

  /** Every group and the version from which its membership holds; 0 for one that never lost a member. */
  groups(view: TownView): readonly GroupEntry[] {
    const versions = this.groupVersions();
    return [...view.members.keys()].map((name) => ({ name, version: versions[name] ?? 0 }));
  }

  private async sign(
    configs: readonly SpeakerConfig[],
    version: number,
  ): Promise<Outcome<ReadonlyMap<string, Uint8Array>>> {
    const signed = new Map<string, Uint8Array>();
    for (let from = 0; from < configs.length; from += SIGN_STEP) {
      const step = configs.slice(from, from + SIGN_STEP);
      const answers = await Promise.all(
        step.map((config) =>
          this.air.ask("sign", {
            document: "cfg",
            counter: version,
            scope: { kind: "speaker", speaker: config.speaker },
            body: configBody(config),
          }),
        ),
      );
      for (const [index, answer] of answers.entries()) {
        if (!answer.ok) return answer;
        signed.set((step[index] as SpeakerConfig).speaker, Buffer.from(answer.value.bytes, "base64"));
      }
    }
    return accept(signed);
  }

  private keep(
    { shrunk, gone }: ConfigChanges,
    signed: ReadonlyMap<string, Uint8Array>,
    version: number,
  ): readonly DocumentEntry[] {
    const nowMs = this.clock.nowMs();
    const entries: DocumentEntry[] = [];
    this.store.tx(() => {
      for (const [id, bytes] of signed) {
        const topic = configTopic(id);
        this.store.documents.put({ topic, version, bytes: new Uint8Array(bytes) }, nowMs);
        entries.push({ topic, bytes: base64(bytes) });
      }
      for (const id of gone) {
        this.store.documents.remove(configTopic(id));
        entries.push({ topic: configTopic(id), bytes: "" });
      }
      if (shrunk.length === 0) return;
      const versions = { ...this.groupVersions() };
      for (const group of shrunk) versions[group] = version;
      this.store.settings.set(GROUP_VERSIONS, versions, nowMs);
    });
    return entries;
  }

  private groupVersions(): Readonly<Record<string, number>> {
    return this.store.settings.get<Record<string, number>>(GROUP_VERSIONS) ?? {};
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
