export { EspeakNg } from "./espeak-ng";
export { LexiconBook } from "./lexicon-book";
export { outsideEngine } from "./outside-engine";
export { Speech } from "./speech";
export type { SpeechEngine } from "./speech-engine";
