import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { Settings } from "../../settings";
import type { Handlers } from "../context";

export function configHandlers(settings: Pick<Settings, "shown">): Handlers<typeof routes.config> {
  return { showConfig: () => accept({ items: settings.shown.map((one) => ({ ...one })), next: null }) };
}
