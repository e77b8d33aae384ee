export { AIR_PATH_HALF, type AirPath, airPathTaps } from "./air-path";
export { AutoGain, type AutoGainOptions } from "./auto-gain";
export { Biquad } from "./biquad";
export { Ceiling } from "./ceiling";
export { BURST_SIZE, BURST_SIZE_MQTT, burstIntervalUs, ClockBurst } from "./clock-burst";
export { type ClockExchange, ClockFilter, errorOf, LOOSE_US, offsetOf } from "./clock-filter";
export { CountingPlayout, type CountingPlayoutOptions } from "./counting-playout";
export type { FrameDecoder } from "./frame-source";
export { CUT_MS, dbToGain, FADE_MS, GainStage, gainToDb, Ramp, softLimit } from "./gain";
export { HOP_WINDOW_MS, type HopTime, HopTimes, keptBy } from "./hop-times";
export {
  type BufferedFrame,
  type FrameMessage,
  JitterBuffer,
  type JitterCounts,
  messageFrom,
  SEQUENCE_WINDOW,
} from "./jitter-buffer";
export { CLIP_GOAL, type LevelGoal, type Levelling, levelled, planLevel } from "./levelling";
export { type LimiterOptions, LookAheadLimiter } from "./look-ahead-limiter";
export { ABSOLUTE_GATE_LUFS, LoudnessMeter } from "./loudness-meter";
export { type Level, levelOf, VoicedDetector } from "./meter";
export {
  type OggOpusFile,
  type OggOpusHead,
  type OggOpusLimits,
  type OggOpusRefusal,
  readOggOpus,
} from "./ogg-opus-reader";
export { OggOpusWriter, type OggOpusWriterOptions } from "./ogg-opus-writer";
export {
  carriesFec,
  MAX_PACKET_SAMPLES,
  packetSamples48k,
  SILENCE_20_MS,
  silencePackets,
} from "./opus-packet";
export { Pacer, type PacerOptions } from "./pacer";
export { floatToPcm16, pcm16Bytes, pcm16ToFloat } from "./pcm";
export { Playout, type PlayoutMessage, type PlayoutOptions } from "./playout";
export type { FrameOutcome, PlayoutResult } from "./playout-tally";
export {
  JOIN_AHEAD_US,
  type Join,
  joinAt,
  mediaTimeAt,
  type PlayoutTiming,
  playAtOf,
} from "./playout-timing";
export { RecordingTimeline } from "./recording-timeline";
export { pinkNoise, seededRandom } from "./seeded-noise";
export type { FrameHooks, PlacedFrame, SettledFrame } from "./segments";
export { sincResample } from "./sinc-resample";
export { type HeardSound, Soundscape } from "./soundscape";
export { type SourceFrame, SourceTimeline, type SourceTimelineOptions } from "./source-timeline";
export { SpeechChain, type SpeechReading } from "./speech-chain";
export { stoi } from "./stoi";
export { trimSilence } from "./trim-silence";
export { TruePeakMeter } from "./true-peak-meter";
export { wavHeader } from "./wav-header";
export { type WavFormat, type WavRead, WavReader } from "./wav-reader";
export { WAVEFORM_COLUMNS, Waveform } from "./waveform";
