export { EAR_FULL_SCALE_DB, renderEar } from "./ear";
export { arrivalReply, overlapReply, surroundingsReply } from "./overlap-reply";
export { NO_RECORDINGS, type SimRecordings, simRecordings } from "./sim-recordings";
