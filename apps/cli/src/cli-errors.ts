import type { UplinkCode } from "@dalaba/api";
import { EXIT, type ExitCode } from "./exit-code";

export interface CliError {
  readonly exit: ExitCode;
  readonly title: string;
  /** The next command to try, or the next thing to do. */
  readonly next: string;
}

/** Codes that `dalaba` itself gives, before, after or instead of a controller's. Each is a row of docs/errors.md. */
const LIST = [
  {
    code: "usage",
    exit: EXIT.usage,
    title: "The command line is not understood",
    next: "dalaba --help",
  },
  {
    code: "no-controller",
    exit: EXIT.noController,
    title: "No controller answers at that address",
    next: "Start it with npm start (demo) or pnpm controller, or name it with --url or DALABA_URL.",
  },
  {
    code: "certificate-not-trusted",
    exit: EXIT.noController,
    title: "The controller shows a certificate that this machine does not trust",
    next: "dalaba trust --url URL",
  },
  {
    code: "no-air",
    exit: EXIT.noController,
    title: "The talk uplink does not open or does not answer, so nothing was said",
    next: "dalaba status tells whether air is listening.",
  },
  {
    code: "file-missing",
    exit: EXIT.usage,
    title: "There is no such file, or it cannot be read",
    next: "Check the path; it counts from the folder you typed the command in.",
  },
  {
    code: "file-exists",
    exit: EXIT.usage,
    title: "The file is there already, and is not overwritten",
    next: "Name a new file.",
  },
  {
    code: "file-unwritable",
    exit: EXIT.usage,
    title: "The file cannot be written",
    next: "Name a file in a folder that you may write to.",
  },
  {
    code: "emergency-unconfirmed",
    exit: EXIT.usage,
    title: "An emergency asks for the word 紧急, and it was not given",
    next: "Type it when asked, or give --yes-emergency.",
  },
  {
    code: "mic-missing",
    exit: EXIT.usage,
    title: "No program is installed that records a microphone",
    next: "apt-get install alsa-utils (arecord), or pulseaudio-utils (parec), or sox (rec).",
  },
  {
    code: "mic-silent",
    exit: EXIT.usage,
    title: "The recorder ended or gave no sound",
    next: "Check the microphone with: arecord -l",
  },
  {
    code: "audio-unreadable",
    exit: EXIT.usage,
    title: "The sound cannot be decoded",
    next: "Give a WAV, MP3, FLAC, M4A, AAC or Ogg file.",
  },
  {
    code: "audio-empty",
    exit: EXIT.usage,
    title: "There is no sound in it",
    next: "Give a file, or a stream on stdin, that holds sound.",
  },
  {
    code: "audio-too-long",
    exit: EXIT.usage,
    title: "The sound is longer than 30 minutes",
    next: "Cut it into parts.",
  },
  {
    code: "audio-too-large",
    exit: EXIT.usage,
    title: "The file is larger than is taken",
    next: "Cut it, or convert it to FLAC or Opus.",
  },
  {
    code: "recording-empty",
    exit: EXIT.ourFault,
    title: "The controller sent a recording without a byte",
    next: "dalaba show BROADCAST tells what was sent and how long.",
  },
  {
    code: "result-unknown",
    exit: EXIT.ourFault,
    title: "It was spoken, but the receipts could not be counted in time",
    next: "dalaba show BROADCAST, a little later.",
  },
  {
    code: "interrupted",
    exit: EXIT.interrupted,
    title: "It was interrupted; a talk that was on air has ended",
    next: "Run it again.",
  },
  {
    code: "internal",
    exit: EXIT.ourFault,
    title: "dalaba made a mistake",
    next: "Run it again with DALABA_LOG=debug and report what it prints.",
  },
] as const satisfies readonly ({ readonly code: string } & CliError)[];

export type CliCode = (typeof LIST)[number]["code"];
export const CLI_CODES: readonly CliCode[] = LIST.map(({ code }) => code);

export function cliErrorOf(code: CliCode): CliError {
  return LIST.find((each) => each.code === code) as CliError;
}

/** What `air` may refuse an uplink with (packages/api, UPLINK_CODES), as this command passes it on. */
export const uplinkErrors: Readonly<Record<UplinkCode, Omit<CliError, "title">>> = {
  "uplink-ticket": { exit: EXIT.ourFault, next: "Try again: the ticket had lapsed." },
  "uplink-origin": { exit: EXIT.notAllowed, next: "dalaba status tells the uplink's own address." },
  "uplink-busy": { exit: EXIT.ourFault, next: "dalaba onair tells what is on air; stop some of it." },
  "uplink-bad-message": { exit: EXIT.ourFault, next: "Use the dalaba of the controller's own version." },
  "uplink-bad-frame": { exit: EXIT.ourFault, next: "Use the dalaba of the controller's own version." },
  "uplink-too-early": { exit: EXIT.ourFault, next: "Try again; look at this machine's load and clock." },
  "uplink-too-fast": { exit: EXIT.ourFault, next: "Try again; look at this machine's load and clock." },
  "no-target": { exit: EXIT.noTarget, next: "dalaba ls" },
  "journal-failed": { exit: EXIT.ourFault, next: "dalaba status tells what is wrong with the disk." },
  "signer-unavailable": { exit: EXIT.ourFault, next: "dalaba status tells what is wrong." },
};
