import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function placeHandlers(): Handlers<typeof routes.places> {
  return pending(routes.places);
}
