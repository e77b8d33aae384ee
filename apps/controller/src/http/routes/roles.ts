import type { routes } from "@dalaba/api";
import { accept, ROLE_ACTS, ROLE_MAX_PRIORITY, ROLES } from "@dalaba/core";
import type { Handlers } from "../context";

export function roleHandlers(): Handlers<typeof routes.roles> {
  return {
    listRoles: () =>
      accept({
        items: ROLES.map((role) => ({
          role,
          acts: [...ROLE_ACTS[role]],
          maxPriority: ROLE_MAX_PRIORITY[role],
        })),
        next: null,
      }),
  };
}
