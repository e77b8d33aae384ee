export { actorOf } from "./actor-of";
export { BroadcastDesk, type OpenedBroadcast, type OpenRequest } from "./broadcast-desk";
export { broadcastReply, speakerReply, summaryReply } from "./broadcast-reply";
export { explain } from "./explain-desk";
export { FallbackDesk } from "./fallback-desk";
export { JournalIngester } from "./journal-ingester";
export { latencyReply } from "./latency-reply";
export { PlayingSources } from "./playing-sources";
export { type RecordedEnd, type RecordedFrames, recordedFrames } from "./recorded-source";
export { recordingResponse } from "./recording-response";
export { RepeatDesk } from "./repeat-desk";
export {
  FOLD_AT_ONCE,
  KEEP_DAYS_SETTING,
  keepDays,
  prune,
  RECEIPTS_KEEP_MS,
  recordingFile,
} from "./retention";
export { type TestSound, testSound } from "./test-sound";
