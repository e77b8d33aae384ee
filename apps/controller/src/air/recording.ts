import { randomBytes } from "node:crypto";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { OggOpusWriter, RecordingTimeline } from "@dalaba/media";

/** What may wait for a slow disk: over two minutes of talk. Beyond it the rest of the recording is given up. */
const MAX_WAITING_BYTES = 512 * 1024;
/** libopus's look-ahead at 48 kHz: what a player drops at the start. */
const PRE_SKIP = 312;

export const RECORDINGS_FOLDER = "recordings";

/** The audio of a broadcast as it was sent, as Ogg Opus on its own timeline. A failing disk never touches the talk. */
export class Recording {
  /** Relative to the data folder. */
  readonly path: string;
  readonly #stream: WriteStream;
  readonly #writer: OggOpusWriter;
  readonly #timeline: RecordingTimeline;
  readonly #onTrouble: (detail: string) => void;
  #broken = false;

  constructor(dataFolder: string, broadcast: string, onTrouble: (detail: string) => void) {
    this.path = `${RECORDINGS_FOLDER}/${broadcast}.opus`;
    this.#onTrouble = onTrouble;
    mkdirSync(join(dataFolder, RECORDINGS_FOLDER), { recursive: true, mode: 0o700 });
    this.#stream = createWriteStream(join(dataFolder, this.path), { mode: 0o600 });
    this.#stream.on("error", (error) => this.#fail(error.message));
    this.#writer = new OggOpusWriter({
      serial: randomBytes(4).readUInt32BE(),
      preSkip: PRE_SKIP,
      inputSampleRate: 48_000,
      comments: { TITLE: broadcast },
    });
    this.#write(this.#writer.header());
    this.#timeline = new RecordingTimeline(this.#writer, 0);
  }

  /** Takes the frame at `mediaTime`; missing ones before it become silence. */
  frame(mediaTime: number, opus: Uint8Array): void {
    if (this.#broken) return;
    const pushed = this.#timeline.push(mediaTime, opus);
    if (!pushed.ok) this.#fail(pushed.detail);
    else if (pushed.bytes.length > 0) this.#write(pushed.bytes);
  }

  /** Writes the last page; resolves when the file is closed. */
  close(): Promise<void> {
    if (!this.#broken) this.#write(this.#writer.end());
    return new Promise((resolve) => {
      if (this.#stream.destroyed) resolve();
      else {
        this.#stream.once("close", () => resolve());
        this.#stream.end();
      }
    });
  }

  #write(bytes: Uint8Array): void {
    if (this.#stream.writableLength > MAX_WAITING_BYTES) this.#fail("the disk does not keep up");
    else this.#stream.write(bytes);
  }

  #fail(detail: string): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#stream.end();
    this.#onTrouble(detail);
  }
}
