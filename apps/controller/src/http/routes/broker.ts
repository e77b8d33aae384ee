import { routes } from "@dalaba/api";
import type { Handlers } from "../context";
import { pending } from "./pending";

export function brokerHandlers(): Handlers<typeof routes.broker> {
  return pending(routes.broker);
}
