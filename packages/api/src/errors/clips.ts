import type { ErrorEntry } from "./entry";

/** Files on their way here, clips, and words that a machine speaks. */
export const clipErrors = {
  "upload-unknown": {
    status: 404,
    title: "There is no such upload, it was given up, or it is somebody else's",
    next: "Send the file again: `dalaba clip add FILE`.",
  },
  "upload-offset": {
    status: 409,
    title: "These bytes do not follow those that are here",
    next: "Go on from params.received.",
  },
  "upload-incomplete": {
    status: 409,
    title: "The file is not here whole yet",
    next: "Send the rest, from params.received on.",
  },
  "upload-damaged": {
    status: 422,
    title: "The file arrived otherwise than it was announced",
    next: "Send it again: `dalaba clip add FILE`.",
  },
  "upload-in-making": {
    status: 409,
    title: "A clip is being made of this upload",
    next: "Wait for it; the upload tells how far it is.",
  },
  "uploads-full": {
    status: 409,
    title: "Too much is on its way here already",
    next: "Finish or give up other uploads first; those left alone for a day go by themselves.",
  },
  "audio-unreadable": {
    status: 422,
    title: "The sound cannot be decoded",
    next: "Give a WAV, MP3, FLAC, M4A, AAC or Ogg file.",
  },
  "audio-empty": {
    status: 422,
    title: "There is no sound in it",
    next: "Give a file, or a stream on stdin, that holds sound.",
  },
  "audio-silent": {
    status: 422,
    title: "Nothing is to be heard in it",
    next: "Listen to the file; record it again with the microphone open.",
  },
  "audio-too-long": {
    status: 422,
    title: "The sound is longer than 30 minutes",
    next: "Cut it into parts.",
  },
  "audio-too-large": {
    status: 413,
    title: "The file is larger than is taken",
    next: "Cut it, or convert it to FLAC or Opus.",
  },
  "audio-too-slow": {
    status: 422,
    title: "Decoding it took too long",
    next: "Convert it to FLAC or Opus, and send that.",
  },
  "clip-unknown": {
    status: 404,
    title: "There is no such clip, or it is deleted",
    next: "See `dalaba clip ls`; deleted ones with --deleted.",
  },
  "clip-version-unknown": {
    status: 404,
    title: "The clip has no such version",
    next: "See its versions: `dalaba clip show CLIP`.",
  },
  "clip-in-use": {
    status: 409,
    title: "Something needs this clip",
    next: "End or change what params.uses names first.",
  },
  "clip-gone": {
    status: 410,
    title: "The file of this clip is not there any more",
    next: "Send its sound again: `dalaba clip replace CLIP FILE`; look after the folder clips of DALABA_DATA.",
  },
  "programme-too-long": {
    status: 422,
    title: "All of it would last longer than four hours",
    next: "Play it fewer times, or leave parts out.",
  },
  "tts-missing": {
    status: 409,
    title: "No program is installed that speaks",
    next: "On the controller's machine: apt-get install espeak-ng; or name another one: DALABA_TTS.",
  },
  "tts-failed": {
    status: 502,
    title: "What speaks gave no sound",
    next: "Try another text, language or voice; the detail says how it ended.",
  },
} as const satisfies Record<string, ErrorEntry>;
