import { readFile } from "node:fs/promises";
import {
  type Outcome,
  type RepeatSet,
  refuse,
  repeatTargets,
  type SpeakerId,
  type Targets,
} from "@dalaba/core";
import { readOggOpus } from "@dalaba/media";
import { type ChimeName, chimeMs, FRAME_MS } from "@dalaba/protocol";
import type { Store, StoredBroadcast } from "@dalaba/store";
import type { TownView } from "../fleet";
import type { Caller } from "../http/context";
import type { Log } from "../log";
import type { BroadcastDesk, OpenedBroadcast } from "./broadcast-desk";
import type { PlayingSources } from "./playing-sources";
import { type RecordedFrames, recordedFrames } from "./recorded-source";
import { recordingFile } from "./retention";

/** Four hours at 64 kbit/s, the longest a play may be, with room for Ogg. */
const MAX_RECORDING_BYTES = 128 * 1024 * 1024;

export interface RepeatRequest {
  readonly to: RepeatSet;
  readonly why?: string | undefined;
  /** Before the first word; left out: the original's. */
  readonly chime?: ChimeName;
}

export interface Repeated {
  readonly opened: OpenedBroadcast;
  /** Length of what is played, chime included. */
  readonly durationMs: number;
  /** Should have been targets as well, but were removed or disabled since. */
  readonly gone: readonly SpeakerId[];
}

interface RepeatParts {
  readonly store: Store;
  readonly desk: BroadcastDesk;
  readonly log: Log;
  readonly dataFolder: string;
  readonly sources: PlayingSources;
  view(): TownView;
}

/** Plays the recordings of settled broadcasts again, to those that did not play them. */
export class RepeatDesk {
  private readonly parts: RepeatParts;

  constructor(parts: RepeatParts) {
    this.parts = parts;
  }

  /** Opens it for exactly those speakers and plays; `desk` asks for `play` at their sites and writes the audit. */
  async repeat(
    original: StoredBroadcast,
    request: RepeatRequest,
    caller: Caller,
  ): Promise<Outcome<Repeated>> {
    const { id } = original;
    if (original.settledAtMs === null)
      return refuse("not-settled", `${id} is not settled yet`, { broadcast: id });
    const meant = repeatTargets(this.parts.store.broadcasts.results(id), request.to);
    const { targets, gone } = this.targetsOf(meant);
    if (targets.speakers.length === 0) {
      const nobody = request.to === "busy" ? "nothing else held any target" : "every target played it";
      const detail = gone.length > 0 ? `${gone.length} were removed or disabled since` : nobody;
      return refuse("nothing-to-repeat", detail, { broadcast: id, to: request.to, gone });
    }
    const frames = await this.framesOf(original);
    if (!frames.ok) return frames;
    const { gainDb } = original;
    const { chime = original.chime } = request;
    const opened = await this.parts.desk.openFor(
      targets,
      {
        ...{ kind: "play", to: [`${request.to}:${id}`], emergency: false, night: "no", waitMs: 0 },
        ...{ gainDb, chime, why: request.why, repeats: id },
      },
      caller,
      [],
    );
    if (!opened.ok) return opened;
    const { broadcast, ticket } = opened.value;
    const played = await this.parts.sources.play(ticket, frames.value, (end) => {
      if (end.type === "error")
        this.parts.log.warn({ broadcast, code: end.code }, `a repetition was broken off: ${end.detail}`);
    });
    if (!played.ok) return played;
    const durationMs = chimeMs(chime) + frames.value.length * FRAME_MS;
    return { ok: true, value: { opened: opened.value, durationMs, gone } };
  }

  /** Of those speakers the ones that are still there and enabled. */
  private targetsOf(meant: readonly SpeakerId[]): {
    readonly targets: Targets;
    readonly gone: readonly SpeakerId[];
  } {
    const sites = new Map(this.parts.view().directory.speakers.map(({ id, site }) => [id, site]));
    const speakers = meant.filter((id) => sites.has(id)).sort();
    const reached = [...new Set(speakers.flatMap((id) => sites.get(id) ?? []))].sort();
    return { targets: { speakers, sites: reached }, gone: meant.filter((id) => !sites.has(id)) };
  }

  private async framesOf({ id, recordingPath }: StoredBroadcast): Promise<Outcome<RecordedFrames>> {
    const goneNow = (detail: string) => refuse("recording-gone", `${id}: ${detail}`, { broadcast: id });
    const file = recordingPath === null ? undefined : recordingFile(this.parts.dataFolder, recordingPath);
    if (file === undefined) return goneNow("nothing is recorded, or its time is over");
    const bytes = await readFile(file).catch(() => undefined);
    if (bytes === undefined) return goneNow("the file is not there any more");
    const read = readOggOpus(bytes, { maxBytes: MAX_RECORDING_BYTES });
    if (!read.ok) return goneNow(`${read.code}: ${read.detail}`);
    return { ok: true, value: recordedFrames(read) };
  }
}
