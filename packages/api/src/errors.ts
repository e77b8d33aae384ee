import { clipErrors } from "./errors/clips";
import type { ErrorEntry } from "./errors/entry";
import { incidentErrors } from "./errors/incidents";
import { peopleErrors } from "./errors/people";
import { requestErrors } from "./errors/requests";
import { scheduleErrors } from "./errors/schedules";
import { soundErrors } from "./errors/sound";
import { speakerErrors } from "./errors/speakers";
import { systemErrors } from "./errors/system";
import { townErrors } from "./errors/town";

export type { ErrorEntry } from "./errors/entry";

/** Every code a user can meet over HTTP. Each is a row of docs/errors.md; a test compares them. */
export const errors = {
  ...requestErrors,
  ...peopleErrors,
  ...soundErrors,
  ...clipErrors,
  ...scheduleErrors,
  ...incidentErrors,
  ...speakerErrors,
  ...townErrors,
  ...systemErrors,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errors, code);
}

/** The entry of a code; of one that nobody registered, our own fault's, so that nothing goes out without a way on. */
export function errorOf(code: string): ErrorEntry {
  return isErrorCode(code) ? errors[code] : errors["our-fault"];
}
