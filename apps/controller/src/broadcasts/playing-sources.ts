import type { Outcome } from "@dalaba/core";
import { type Pace, type RecordedEnd, type RecordedFrames, RecordedSource } from "./recorded-source";

/** Stored frames on their way into broadcasts; they end with this process. */
export class PlayingSources {
  private readonly talkSocket: string;
  private readonly playing = new Set<RecordedSource>();

  /** @param talkSocket `talkSocketPath(dataFolder)` */
  constructor(talkSocket: string) {
    this.talkSocket = talkSocket;
  }

  /** Begins to play; `onOver` hears how it ended. */
  async play(
    ticket: string,
    frames: RecordedFrames,
    onOver: (end: RecordedEnd) => void = () => undefined,
    pace: Pace = "stored",
  ): Promise<Outcome<undefined>> {
    const played = await RecordedSource.play(this.talkSocket, ticket, frames, pace);
    if (!played.ok) return played;
    const source = played.value;
    this.playing.add(source);
    void source.over.then((end) => {
      this.playing.delete(source);
      onOver(end);
    });
    return { ok: true, value: undefined };
  }

  /** Breaks off what is playing. */
  stop(): void {
    for (const source of this.playing) source.stop();
  }
}
