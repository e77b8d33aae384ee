import captureWorklet from "./capture-worklet.ts?worklet";
import { faultOf, type MicFault } from "./mic-fault";

export interface MicrophoneOptions {
  readonly device: string | null;
  readonly noiseSuppression: boolean;
}

/** 960 samples at 48 kHz as the audio thread handed them over. The buffer is the microphone's again afterwards. */
export interface CapturedFrame {
  readonly pcm: Float32Array;
  /** The audio context's own time of the first sample, ms. */
  readonly contextMs: number;
}

export interface MicrophoneParts {
  readonly onFrame: (frame: CapturedFrame) => void;
  /** It worked, and does no more. */
  readonly onFault: (fault: MicFault) => void;
}

const RATE_HZ = 48_000;
/** A browser that wants a click first leaves the context suspended; one that does not, starts it within this, ms. */
const RESUME_MS = 500;

/**
 * The microphone, opened before the key is pressed and kept open while the desk is: opening takes a device 50 to 500 ms,
 * and the first word with it. The browser's recording sign stays on for as long.
 */
export class Microphone {
  readonly #parts: MicrophoneParts;
  #open: { stream: MediaStream; context: AudioContext } | undefined;
  #turn = 0;

  constructor(parts: MicrophoneParts) {
    this.#parts = parts;
  }

  /** Opens it, or opens it anew with other options. Resolves to why it cannot be used. */
  async open(options: MicrophoneOptions): Promise<MicFault | null> {
    this.close();
    const turn = this.#turn;
    if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) return "insecure-page";
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: constraintsOf(options) });
      if (turn !== this.#turn) {
        stop(stream);
        return null;
      }
      const context = new AudioContext({ sampleRate: RATE_HZ, latencyHint: "interactive" });
      this.#open = { stream, context };
      await this.#connect(stream, context);
      return turn === this.#turn ? await this.resume() : null;
    } catch (error) {
      if (turn !== this.#turn) return null;
      this.close();
      return faultOf(error);
    }
  }

  /** Lets a suspended context run: within a click or a key press it may. */
  async resume(): Promise<MicFault | null> {
    const context = this.#open?.context;
    if (!context) return "mic-needs-click";
    if (context.state !== "running") {
      const waited = new Promise((resolve) => setTimeout(resolve, RESUME_MS));
      await Promise.race([context.resume().catch(() => undefined), waited]);
    }
    return context.state === "running" ? null : "mic-needs-click";
  }

  close(): void {
    this.#turn++;
    const open = this.#open;
    this.#open = undefined;
    if (!open) return;
    stop(open.stream);
    void open.context.close().catch(() => undefined);
  }

  async #connect(stream: MediaStream, context: AudioContext): Promise<void> {
    const turn = this.#turn;
    const [track] = stream.getAudioTracks();
    if (!track) throw new DOMException("no audio track", "NotFoundError");
    track.onended = () => {
      if (turn !== this.#turn) return;
      this.close();
      this.#parts.onFault("mic-unplugged");
    };
    await context.audioWorklet.addModule(captureWorklet);
    const node = new AudioWorkletNode(context, "dalaba-capture", {
      ...{ numberOfInputs: 1, numberOfOutputs: 1, channelCount: 1, channelCountMode: "explicit" },
    });
    node.port.onmessage = ({ data }: MessageEvent<{ first: number; pcm: Float32Array<ArrayBuffer> }>) => {
      if (turn !== this.#turn) return;
      this.#parts.onFrame({ pcm: data.pcm, contextMs: (data.first * 1000) / RATE_HZ });
      node.port.postMessage(data.pcm, [data.pcm.buffer]);
    };
    // Its output is silence; some browsers run only what leads to the loudspeaker.
    context.createMediaStreamSource(stream).connect(node).connect(context.destination);
  }
}

/** The operator hears nothing back, so there is no echo to cancel; gain is the sender's own, where it can be tested. */
function constraintsOf({ device, noiseSuppression }: MicrophoneOptions): MediaTrackConstraints {
  return {
    ...{ echoCancellation: false, autoGainControl: false, noiseSuppression },
    ...{ channelCount: 1, sampleRate: RATE_HZ },
    ...(device === null ? {} : { deviceId: { exact: device } }),
  };
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.stop();
  }
}
