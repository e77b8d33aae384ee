/**
 * What a page in a browser needs of the contract: the client, the talk uplink and every route's address. The build of the
 * console puts a table of addresses in the place of `./routes` (`.ci/steps/route-table.mjs`): the schemas, half of what
 * the page would weigh, check nothing there that the server does not check.
 */
export type * from "./acoustics/routes";
export type * from "./acoustics/schemas";
export type * from "./announcements/routes";
export type * from "./audit/routes";
export type * from "./broadcasts/schemas";
export * from "./client";
export type * from "./clips/schemas";
export { sendUpload } from "./clips/send-upload";
export type { PageOf } from "./contract/page";
export type { Problem } from "./contract/problem";
export { problemOf } from "./contract/problem-of";
export type { InputOf, ReplyOf, RequestOf } from "./contract/route-types";
export { type ErrorCode, errors, isErrorCode } from "./errors";
export type * from "./event-sources/routes";
export type * from "./feed/routes";
export type * from "./incidents/schemas";
export type * from "./links/schemas";
export type * from "./maps/schemas";
export type * from "./operators/schemas";
export type * from "./pictures/routes";
export type * from "./plays/routes";
export { routes } from "./routes";
export type * from "./schedules/schemas";
export type * from "./session/schemas";
export type * from "./speakers/schemas";
export type * from "./speech/routes";
export type * from "./system/schemas";
export * from "./talk-uplink";
export type * from "./talks/routes";
export type * from "./targets/schemas";
export type * from "./tokens/schemas";
export type * from "./town/schemas";
