import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function townHandlers(): Handlers<typeof routes.town> {
  return pending(routes.town);
}
