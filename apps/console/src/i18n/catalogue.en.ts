import type { catalogue as zh } from "./catalogue.zh-CN";
import { desk } from "./desk.en";
import { errors } from "./errors.en";
import { frame } from "./frame.en";
import { reasons } from "./reasons.en";
import { session } from "./session.en";
import type { Words } from "./words";

export const catalogue: Words<typeof zh> = { ...frame, ...session, desk, errors, reason: reasons };
