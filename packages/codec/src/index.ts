export { type AudioFormat, sniffAudio } from "./audio-format";
export {
  type AudioFileRefusal,
  type DecodedAudio,
  type DecodeLimits,
  decodeAudioFile,
} from "./decode-audio-file";
export { nativeWanted, type OpusBackend, opusBackend } from "./opus-backend";
export { createOpusDecoder, type OpusDecoder, type OpusProblem } from "./opus-decoder";
export {
  createOpusEncoder,
  type OpusEncoder,
  type OpusEncoderOptions,
  type OpusSampleRate,
} from "./opus-encoder";
export { createResampler, type Resampler, type ResamplerOptions } from "./resampler";
