import { type Outcome, refuse } from "@dalaba/core";
import { chimeMs, FRAME_MS } from "@dalaba/protocol";
import type { Caller } from "../http/context";
import type { BroadcastDesk } from "./broadcast-desk";
import { type RecordedFrames, RecordedSource } from "./recorded-source";

const CHIME = "three-tone";
/** One 20 ms mono frame of silence: CELT, fullband (RFC 6716 3.1, configuration 31). */
const SILENCE = Uint8Array.of(0xf8, 0xff, 0xfe);
/** A quarter of a second after the chime: frames of which the receipt says that they came in time. */
const FRAMES: RecordedFrames = new Array(12).fill(SILENCE);

export interface TestSound {
  readonly broadcast: string;
  readonly durationMs: number;
}

/**
 * Has one speaker sound the chime that it makes itself: whoever stands below hears whether it does, and its receipt proves
 * the network, the clock and the keys. The desk asks for `manage-speakers`.
 */
export class TestSounds {
  private readonly desk: BroadcastDesk;
  private readonly talkSocket: string;
  private readonly playing = new Set<RecordedSource>();

  constructor(parts: { readonly desk: BroadcastDesk; readonly talkSocket: string }) {
    this.desk = parts.desk;
    this.talkSocket = parts.talkSocket;
  }

  async sound(speaker: string, online: boolean, caller: Caller): Promise<Outcome<TestSound>> {
    if (!online) return refuse("speaker-offline", `${speaker} is not connected`, { speaker });
    const opened = await this.desk.open(
      {
        ...{ kind: "play", to: [`speaker:${speaker}`], test: true, emergency: false, night: "no" },
        ...{ chime: CHIME, gainDb: 0, waitMs: 0 },
      },
      caller,
      [],
    );
    if (!opened.ok) return opened;
    const played = await RecordedSource.play(this.talkSocket, opened.value.ticket, FRAMES);
    if (!played.ok) return played;
    const source = played.value;
    this.playing.add(source);
    void source.over.then(() => this.playing.delete(source));
    const durationMs = chimeMs(CHIME) + FRAMES.length * FRAME_MS;
    return { ok: true, value: { broadcast: opened.value.broadcast, durationMs } };
  }

  stop(): void {
    for (const source of this.playing) source.stop();
  }
}
