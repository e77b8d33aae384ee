import type { ReplyOf } from "@dalaba/api/browser";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { controller, routes, valueIn } from "./controller";

export type Me = ReplyOf<typeof routes.session.me>;

export const ME = ["me"] as const;

/** Who is signed in here. A refusal with status 401 means nobody. */
export function useMe() {
  return useQuery({
    queryKey: ME,
    queryFn: ({ signal }) => valueIn(controller.call(routes.session.me, {}, signal)),
    staleTime: 60_000,
  });
}

export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    await controller.call(routes.session.signOut);
    queries.clear();
    window.location.assign("/sign-in");
  }, [queries]);
}

/** Whether one of the grants holds one of these roles: what to show, never what is allowed (the controller decides). */
export function hasRole(me: Me | undefined, ...roles: readonly string[]): boolean {
  return me?.grants.some(({ role }) => roles.includes(role)) ?? false;
}
