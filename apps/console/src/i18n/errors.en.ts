import { errors as entries } from "@dalaba/api/browser";
import type { errors as zh } from "./errors.zh-CN";
import type { Words } from "./words";

/** English is the language of the contract itself: its words are shown as they are. */
export const errors = Object.fromEntries(
  Object.entries(entries).map(([code, { title, next }]) => [code, { title, next }]),
) as unknown as Words<typeof zh>;
