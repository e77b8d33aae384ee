/** What a shell learns from `dalaba` (held by golden tests; a change is a break of the contract). */
export const EXIT = {
  ok: 0,
  ourFault: 1,
  usage: 2,
  notAllowed: 3,
  noTarget: 4,
  someFailed: 5,
  nonePlayed: 6,
  noController: 7,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const NO_CONTROLLER = [
  "no-controller",
  "no-air",
  "controller-unreachable",
  "not-a-controller",
  "air-unreachable",
  "air-starting",
];
const NO_TARGET = [
  "target-unknown",
  "target-ambiguous",
  "target-empty",
  "speaker-unknown",
  "broadcast-unknown",
];
/** Said by this command itself, before anything was asked of a controller. */
const USAGE = ["usage", "file-missing", "file-exists", "file-unwritable", "emergency-unconfirmed"];
const NOT_ALLOWED_STATUS = [401, 403, 429];
const USAGE_STATUS = [400, 409, 413, 415, 422];

/** The exit code of a coded failure; what nobody foresaw is our fault. */
export function exitCodeOf(code: string, status = 0): ExitCode {
  if (NO_CONTROLLER.includes(code)) return EXIT.noController;
  if (NO_TARGET.includes(code)) return EXIT.noTarget;
  if (USAGE.includes(code) || code.startsWith("audio-")) return EXIT.usage;
  if (NOT_ALLOWED_STATUS.includes(status)) return EXIT.notAllowed;
  if (USAGE_STATUS.includes(status) || status === 404) return EXIT.usage;
  return EXIT.ourFault;
}

/** A failure that a person can act on: printed as one document, never as a stack. */
export class CliFailure extends Error {
  readonly code: string;
  readonly next: string;
  readonly exit: ExitCode;
  readonly params: Record<string, unknown>;
  constructor(
    code: string,
    detail: string,
    next = "",
    exit: ExitCode = exitCodeOf(code),
    params: Record<string, unknown> = {},
  ) {
    super(detail);
    this.code = code;
    this.next = next;
    this.exit = exit;
    this.params = params;
  }
}
