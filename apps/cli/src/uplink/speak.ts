import { encodeUplinkFrame, type TalkServerMessage } from "@dalaba/api";
import type { OpusEncoder } from "@dalaba/codec";
import { pcm16ToFloat, VoicedDetector } from "@dalaba/media";
import { type AudioSource, FRAME_MS, SOURCE_FRAME } from "../source/audio-source";
import { SendPlan } from "./send-plan";
import { type Over, TalkSocket } from "./talk-socket";

/** How long `air` may take to say that it has ended, once it was told `end`. */
const ENDED_MS = 5_000;
/** A backlog of a live source longer than this is given up in the next pause, frames. */
const BACKLOG_FRAMES = 3;
/** Reserve for the way to `air` where t0 is set by the chime and not by the first frame, ms. */
const CHIME_RESERVE_MS = 20;
const SILENCE = new Int16Array(SOURCE_FRAME);
/** How long a stop may take before the end is said in its place, ms; less than a sender may be silent. */
const STOP_MS = 400;
/**
 * A file is all there: it leaves a quarter faster than it sounds until it is this far ahead, µs. From then on a hiccup
 * of this machine is not heard, and the first word has waited for nothing.
 */
const FILE_LEAD_US = 400_000;
const LEAD_GROWTH = 0.25;

export interface SpeakOptions {
  readonly url: string;
  /** The one authority to trust for `wss`, PEM. */
  readonly ca: string | undefined;
  readonly source: AudioSource;
  readonly encoder: OpusEncoder;
  /** A frame later than this would sound nowhere, ms. */
  readonly latestMs: number;
  /** Ends the talk. */
  readonly signal: AbortSignal;
  /** Asks for silence at once: what left ahead of its time would sound on after a mere end. False where it is refused. */
  stop(): Promise<boolean>;
  onMessage(message: TalkServerMessage): void;
}

export interface SpokenEnd {
  readonly over: Over;
  /** Frames that were due and taken from the source or filled with silence. */
  readonly frames: number;
  /** Whether the speakers were offered it. */
  readonly onAir: boolean;
  /** Frames left out because this machine or its line was too slow. */
  readonly lost: number;
}

/** Speaks one source into a talk: encodes, keeps time, beats while no frame flows, and hears what `air` says. */
export async function speak(options: SpeakOptions): Promise<SpokenEnd> {
  const { source, signal } = options;
  const socket = await TalkSocket.open(options.url, options.onMessage, options.ca);
  const stopped = Promise.race([socket.ended, abortOf(signal)]);
  try {
    const askedMs = performance.now();
    const ready = await socket.start(source.kind);
    // With a chime t0 is set already: the first frame leaves early by its way to `air`, so as to be there in time.
    const wayMs = performance.now() - askedMs + CHIME_RESERVE_MS;
    if (ready && ready.startInMs > 0) await Promise.race([sleep(ready.startInMs - wayMs), stopped]);
    if (!socket.over && !signal.aborted) await Promise.race([source.begin(), stopped]);
    const sent = await send(options, socket, stopped);
    if (signal.aborted && socket.onAir && !socket.over) {
      const silence = options.stop().then((stops) => (stops ? socket.ended : undefined));
      await Promise.race([silence, socket.ended, sleep(STOP_MS)]);
    }
    socket.end();
    await Promise.race([socket.ended, sleep(ENDED_MS)]);
    return {
      over: socket.over ?? { type: "ended", because: "air-lost" },
      frames: sent.frames,
      onAir: socket.onAir,
      lost: socket.dropped + sent.skipped,
    };
  } finally {
    socket.close();
  }
}

async function send(
  { source, encoder, latestMs, signal }: SpeakOptions,
  socket: TalkSocket,
  stopped: Promise<void>,
): Promise<{ frames: number; skipped: number }> {
  const voice = new VoicedDetector();
  const rest = new Rest(stopped);
  const startUs = nowUs();
  const plan = new SendPlan({ startUs, latestUs: latestMs * 1000 });
  const mostUs = source.kind === "file" ? FILE_LEAD_US : 0;
  let frames = 0;
  while (!socket.over && !signal.aborted) {
    const sinceUs = nowUs() - startUs;
    const { first, count, nextUs } = plan.due(startUs + sinceUs, Math.min(mostUs, sinceUs * LEAD_GROWTH));
    for (let i = 0; i < count; i++) {
      const taken = source.take();
      if (taken === "ended") return { frames, skipped: plan.skipped };
      // A pipe or a microphone that hesitates must not break the stream: speakers end one that falls silent.
      const pcm = taken ?? SILENCE;
      const voiced = voice.push(pcm16ToFloat(pcm), FRAME_MS);
      const opus = encoder.encode(pcm);
      socket.frame(encodeUplinkFrame({ voiced, sequence: first + i, captureUs: nowUs(), opus }));
      frames++;
      // A microphone's crystal may be faster than our clock: what piles up is given up where nobody speaks.
      if (source.live && !voiced && source.waiting > BACKLOG_FRAMES) source.take();
    }
    await rest.until((nextUs - nowUs()) / 1000);
  }
  return { frames, skipped: plan.skipped };
}

const nowUs = (): number => Number(process.hrtime.bigint() / 1000n);

/** Sleeps that end early with the talk. One listener for all of them: a loop may play for days. */
class Rest {
  #wake: () => void = () => undefined;

  constructor(stopped: Promise<void>) {
    void stopped.then(() => this.#wake());
  }

  until(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(0, ms));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(0, ms)));
}

function abortOf(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
