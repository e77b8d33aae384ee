import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function targetHandlers(): Handlers<typeof routes.targets> {
  return pending(routes.targets);
}
