export { BroadcastDesk, type OpenRequest } from "./broadcast-desk";
export { broadcastReply, speakerReply, summaryReply } from "./broadcast-reply";
export { explain } from "./explain-desk";
export { JournalIngester } from "./journal-ingester";
export { latencyReply } from "./latency-reply";
export { recordingResponse } from "./recording-response";
export { RepeatDesk } from "./repeat-desk";
export { KEEP_DAYS_SETTING, prune, recordingFile } from "./retention";
export { TestSounds } from "./test-sound";
