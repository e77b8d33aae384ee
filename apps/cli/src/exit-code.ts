/** What a shell learns from `dalaba` (held by golden files; a change is a break of the contract). */
export const EXIT = {
  /** All played; or, of a command that plays nothing, done. */
  ok: 0,
  ourFault: 1,
  usage: 2,
  notAllowed: 3,
  /** What was named is not there. */
  noTarget: 4,
  /** Some speakers failed or played in part. */
  someFailed: 5,
  nonePlayed: 6,
  noController: 7,
  /** Ctrl-C, SIGTERM or a closed terminal; a talk that was on air has ended. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Readonly<Record<string, ExitCode>> = {
  "controller-unreachable": EXIT.noController,
  "not-a-controller": EXIT.noController,
  "air-unreachable": EXIT.noController,
  "air-starting": EXIT.noController,
  "target-ambiguous": EXIT.noTarget,
  "nothing-to-repeat": EXIT.noTarget,
  // The controller is older or newer than this command.
  "no-such-route": EXIT.ourFault,
};

const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  401: EXIT.notAllowed,
  403: EXIT.notAllowed,
  404: EXIT.noTarget,
  409: EXIT.usage,
  410: EXIT.noTarget,
  413: EXIT.usage,
  415: EXIT.usage,
  422: EXIT.usage,
  429: EXIT.notAllowed,
};

/** The exit code of a controller's refusal; what nobody foresaw is our fault. */
export function exitOfProblem(code: string, status: number): ExitCode {
  return BY_CODE[code] ?? BY_STATUS[status] ?? EXIT.ourFault;
}
