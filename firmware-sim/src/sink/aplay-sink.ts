import { type ChildProcess, spawn } from "node:child_process";
import { floatToPcm16, pcm16Bytes } from "@dalaba/media";
import type { Sink } from "../card/sound-card";

/**
 * Plays through `aplay` (alsa-utils), so that a Raspberry Pi with a sound card is a speaker. The card's crystal is not
 * ours: between broadcasts silence is written a little slower than it is played, so that nothing gathers in the pipe and
 * speech begins with nothing before it.
 */

/** Written and not taken: beyond this sound is dropped, because later is never better. 16-bit samples. */
const MOST_WAITING_BYTES = 16_384;
/** Of each silent block so much is left out. */
const SLACK = 0.02;

export class AplaySink implements Sink {
  readonly #child: ChildProcess;
  #gone = false;
  #owed = 0;

  /** `failed` is told once, in one line, when there is no aplay or it ends by itself. */
  constructor(sampleRate: number, failed: (code: "no-aplay" | "aplay-ended", detail: string) => void) {
    const args = ["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", String(sampleRate), "-B", "40000", "-"];
    this.#child = spawn("aplay", args, { stdio: ["pipe", "ignore", "pipe"] });
    let said = "";
    this.#child.stderr?.on("data", (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-300);
    });
    const end = (code: "no-aplay" | "aplay-ended", detail: string): void => {
      if (this.#gone) return;
      this.#gone = true;
      failed(code, detail);
    };
    this.#child.on("error", (error: NodeJS.ErrnoException) =>
      end(
        "no-aplay",
        error.code === "ENOENT" ? "aplay is not installed (alsa-utils)" : `aplay: ${error.message}`,
      ),
    );
    this.#child.on("exit", (status) =>
      end("aplay-ended", said.trim().split("\n")[0] || `aplay ended with ${status}`),
    );
    // EPIPE comes with the exit that is reported above.
    this.#child.stdin?.on("error", () => {});
  }

  write(pcm: Float32Array): void {
    const { stdin } = this.#child;
    if (this.#gone || !stdin || stdin.writableLength > MOST_WAITING_BYTES) return;
    const silent = pcm.every((sample) => sample === 0);
    this.#owed = silent ? this.#owed + pcm.length * SLACK : 0;
    const left = Math.min(pcm.length, Math.floor(this.#owed));
    this.#owed -= left;
    stdin.write(pcm16Bytes(floatToPcm16(pcm.subarray(left))));
  }

  close(): void {
    this.#gone = true;
    this.#child.stdin?.end();
    this.#child.kill("SIGTERM");
  }
}
