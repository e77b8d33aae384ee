import { desk } from "./desk.zh-CN";
import { errors } from "./errors.zh-CN";
import { frame } from "./frame.zh-CN";
import { reasons } from "./reasons.zh-CN";
import { session } from "./session.zh-CN";

/** Everything the console says, in Chinese: the first language, and the measure of completeness for the others. */
export const catalogue = { ...frame, ...session, desk, errors, reason: reasons };
