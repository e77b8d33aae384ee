export { EspeakNg } from "./espeak-ng";
export { outsideEngine } from "./outside-engine";
export { Speech } from "./speech";
export type { SpeechEngine } from "./speech-engine";
