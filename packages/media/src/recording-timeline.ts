import { concatBytes, type Refusal, refuse } from "@dalaba/protocol";
import type { OggOpusWriter } from "./ogg-opus-writer";
import { packetSamples48k, silencePackets } from "./opus-packet";

/** A recording never grows by more than an hour for one gap: whoever meets that begins a new file. */
const MAX_GAP_SAMPLES = 3600 * 48_000;

/**
 * Keeps a recording on the media timeline: packet by packet into an Ogg file, with silence where frames are missing, so
 * that a second in the file is a second on air. What comes twice or too late is left out.
 */
export class RecordingTimeline {
  readonly #writer: OggOpusWriter;
  #next: number;
  #silentSamples = 0;
  #leftOut = 0;

  /** `startMediaTime`: the mediaTime that the recording begins with. The writer's header must have been taken. */
  constructor(writer: OggOpusWriter, startMediaTime: number) {
    this.#writer = writer;
    this.#next = startMediaTime;
  }

  /** Samples at 48 kHz that are silence in place of missing frames. */
  get silentSamples(): number {
    return this.#silentSamples;
  }

  /** Frames that came twice, too late, or were no Opus. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Takes the frame at `mediaTime`; gives the bytes to append to the file, often none. */
  push(mediaTime: number, packet: Uint8Array): { ok: true; bytes: Uint8Array } | Refusal<"recording-gap"> {
    const samples = packetSamples48k(packet);
    const gap = mediaTime - this.#next;
    if (samples === 0 || gap < -60) {
      this.#leftOut++;
      return { ok: true, bytes: new Uint8Array(0) };
    }
    if (gap > MAX_GAP_SAMPLES) return refuse("recording-gap", `${gap} samples missing`);
    const pages: Uint8Array[] = [];
    for (const silence of silencePackets(gap)) {
      pages.push(...this.#write(silence.packet, silence.samples48k));
      this.#silentSamples += silence.samples48k;
    }
    pages.push(...this.#write(packet, samples));
    return { ok: true, bytes: concatBytes(...pages) };
  }

  #write(packet: Uint8Array, samples48k: number): Uint8Array[] {
    this.#next += samples48k;
    const page = this.#writer.push(packet, samples48k);
    return page === null ? [] : [page];
  }
}
