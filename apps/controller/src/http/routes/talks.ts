import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function talkHandlers(): Handlers<typeof routes.talks> {
  return pending(routes.talks);
}
