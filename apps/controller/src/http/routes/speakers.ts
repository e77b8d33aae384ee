import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function speakerHandlers(): Handlers<typeof routes.speakers> {
  return pending(routes.speakers);
}
