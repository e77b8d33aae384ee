import { accept, type Outcome, refuse } from "@dalaba/core";
import { chimeMs, FRAME_MS } from "@dalaba/protocol";
import type { Store } from "@dalaba/store";
import type { BroadcastDesk, OpenedBroadcast, OpenRequest, PlayingSources } from "../broadcasts";
import { type ClipFiles, livingClip } from "../clips";
import type { Caller } from "../http/context";
import type { Log } from "../log";
import type { Speech } from "../speech";
import { clipsOf, framesOf, type PartSources, type Programme, partsText } from "./programme";

export interface Played {
  readonly opened: OpenedBroadcast;
  /** Chime included. */
  readonly durationMs: number;
}

interface PlayParts {
  readonly store: Pick<Store, "clips">;
  readonly desk: BroadcastDesk;
  readonly sources: PlayingSources;
  readonly files: ClipFiles;
  readonly speech: Speech;
  readonly log: Log;
}

/** Plays stored sound and spoken words, from the controller. */
export class PlayDesk {
  private readonly parts: PlayParts;

  constructor(parts: PlayParts) {
    this.parts = parts;
  }

  /** Opens and begins; answers when its speakers were offered it. Nothing is opened before all of it is there. */
  async play(
    programme: Programme,
    request: Omit<OpenRequest, "kind">,
    caller: Caller,
  ): Promise<Outcome<Played>> {
    const { store, desk, sources, log } = this.parts;
    const frames = await framesOf(programme, this.sourcesFor(caller));
    if (!frames.ok) return frames;
    const titleOf = (id: string) => store.clips.get(id)?.title ?? id;
    const clips = clipsOf(programme.parts);
    const [clip] = clips;
    const opened = await desk.open(
      {
        ...request,
        kind: "play",
        ...(clip !== undefined && clips.length === 1 ? { clip } : {}),
        said: { said: partsText(programme.parts, titleOf), ...(clips.length === 0 ? {} : { clips }) },
      },
      caller,
      [],
    );
    if (!opened.ok) return opened;
    const { broadcast, ticket } = opened.value;
    const played = await sources.play(ticket, frames.value, (end) => {
      if (end.type === "error")
        log.warn({ broadcast, code: end.code }, `what was played was broken off: ${end.detail}`);
    });
    if (!played.ok) return played;
    const durationMs = chimeMs(request.chime) + frames.value.length * FRAME_MS;
    return accept({ opened: opened.value, durationMs });
  }

  /** Of what stands in the store by itself: whoever wrote it was asked then. */
  frames(programme: Programme): ReturnType<typeof framesOf> {
    return framesOf(programme, this.sourcesFor(null));
  }

  private sourcesFor(caller: Caller | null): PartSources {
    const { store, files, speech } = this.parts;
    return {
      clip(id, number) {
        const found = livingClip(store, id, caller);
        if (!found.ok) return found;
        const version = number === undefined ? found.value.newest : store.clips.version(id, number);
        return version === undefined
          ? refuse("clip-version-unknown", `${id} has no version ${number}`, { clip: id, version: number })
          : accept(version);
      },
      clipFrames: ({ sha256 }) => files.frames(sha256),
      spoken: (part) => speech.frames(part),
    };
  }
}
