import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function broadcastHandlers(): Handlers<typeof routes.broadcasts> {
  return pending(routes.broadcasts);
}
