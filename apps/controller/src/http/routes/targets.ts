import type { routes } from "@dalaba/api";
import { accept, resolveTarget } from "@dalaba/core";
import { groupOf, type TownView } from "../../fleet";
import type { Handlers } from "../context";

interface TargetParts {
  view(): TownView;
  online(speaker: string): boolean;
}

export function targetHandlers(parts: TargetParts): Handlers<typeof routes.targets> {
  return {
    resolveTargets({ body }, caller) {
      const view = parts.view();
      const targets = resolveTarget(body.to, view.directory);
      if (!targets.ok) return targets;
      const allowed = caller.permit("see", { sites: targets.value.sites });
      if (!allowed.ok) return allowed;
      const names = new Map(view.directory.speakers.map(({ id, name }) => [id, name]));
      const speakers = targets.value.speakers.map((id) => ({
        id: id as string,
        name: names.get(id) ?? id,
        online: parts.online(id),
      }));
      const group = groupOf(targets.value.speakers, view.members);
      return accept({ speakers, ...(group === undefined ? {} : { group }) });
    },
  };
}
