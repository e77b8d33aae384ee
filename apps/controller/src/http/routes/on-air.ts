import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function onAirHandlers(): Handlers<typeof routes.onAir> {
  return pending(routes.onAir);
}
