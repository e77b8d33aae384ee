/**
 * The program of the thread that decodes files, as text: a thread needs a file of its own, and inside a bundle there is
 * none. What it decodes comes from strangers, so it is given one chunk at a time, and whoever started it may end it.
 */
export interface DecodeJob {
  /** URL of audio-decode. */
  readonly decoder: string;
  readonly format: string;
  readonly bytes: Uint8Array;
  readonly chunkBytes: number;
  readonly maxSeconds: number;
  readonly mono: boolean;
}

export type DecodeAnswer =
  | { readonly ok: true; readonly sampleRate: number; readonly channels: number; readonly pcm: Float32Array }
  | {
      readonly ok: false;
      readonly code: "audio-unreadable" | "audio-too-long" | "audio-empty";
      readonly detail: string;
    };

export const DECODE_WORKER = `
const { parentPort, workerData: job } = require("node:worker_threads");
const refuse = (code, detail) => ({ ok: false, code, detail });

async function run() {
  const { default: decode } = await import(job.decoder);
  const stream = await decode[job.format]();
  const parts = [];
  let sampleRate = 0, channels = 0, frames = 0;
  const take = ({ channelData, sampleRate: rate }) => {
    if (channelData.length === 0) return undefined;
    if (sampleRate === 0) {
      sampleRate = rate;
      channels = channelData.length;
      if (!(rate >= 4000 && rate <= 384000)) return refuse("audio-unreadable", "sample rate " + rate);
      if (channels > 8) return refuse("audio-unreadable", channels + " channels");
    }
    if (rate !== sampleRate) return refuse("audio-unreadable", "the sample rate changes within the file");
    frames += channelData[0].length;
    if (frames > job.maxSeconds * sampleRate) return refuse("audio-too-long", "over " + job.maxSeconds + " s");
    parts.push(job.mono ? mix(channelData) : interleave(channelData, channels));
    return undefined;
  };
  for (let at = 0; at < job.bytes.length; at += job.chunkBytes) {
    const wrong = take(await stream(job.bytes.subarray(at, at + job.chunkBytes)));
    if (wrong) return wrong;
  }
  const wrong = take(await stream());
  if (wrong) return wrong;
  if (frames === 0) return refuse("audio-empty", "no sound in the file");
  const width = job.mono ? 1 : channels;
  const pcm = new Float32Array(frames * width);
  let at = 0;
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    parts[i] = undefined;
    for (let k = 0; k < part.length; k++) pcm[at++] = part[k] >= -1 ? (part[k] <= 1 ? part[k] : 1) : part[k] < -1 ? -1 : 0;
  }
  return { ok: true, sampleRate, channels: width, pcm };
}

function mix(channelData) {
  if (channelData.length === 1) return channelData[0];
  const out = new Float32Array(channelData[0].length);
  for (const channel of channelData) for (let i = 0; i < out.length; i++) out[i] += channel[i] / channelData.length;
  return out;
}

function interleave(channelData, channels) {
  const out = new Float32Array(channelData[0].length * channels);
  for (let c = 0; c < channels; c++) {
    const channel = channelData[c % channelData.length];
    for (let i = 0; i < channel.length; i++) out[i * channels + c] = channel[i];
  }
  return out;
}

run()
  .catch((error) => refuse("audio-unreadable", String(error && error.message || error)))
  .then((answer) => parentPort.postMessage(answer, answer.ok ? [answer.pcm.buffer] : []));
`;
