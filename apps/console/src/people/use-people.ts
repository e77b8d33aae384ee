import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { controller, everyPage, routes, valueIn } from "../app/controller";
import { useLive } from "../live/use-live";

const LIMIT = 500;
const pageOf = (after: string | undefined) => ({ limit: LIMIT, ...(after === undefined ? {} : { after }) });

/** A session that nobody uses says nothing: the list is read again so often while it is looked at, ms. */
const SESSIONS_EVERY_MS = 15_000;

/** Operators as they are now: whatever somebody else changes meanwhile is read anew. */
export function useOperators(enabled: boolean) {
  const readAgain = useReadAgain();
  const revision = useLive((state) => state.townRevision);
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    readAgain();
  }, [revision, readAgain]);
  return useQuery({
    queryKey: ["people", "operators"],
    enabled,
    queryFn: ({ signal }) =>
      everyPage((after) =>
        valueIn(controller.call(routes.operators.listOperators, { query: pageOf(after) }, signal)),
      ),
  });
}

export function useRoles() {
  return useQuery({
    queryKey: ["people", "roles"],
    queryFn: ({ signal }) => valueIn(controller.call(routes.roles.listRoles, {}, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useTokens() {
  return useQuery({
    queryKey: ["people", "tokens"],
    queryFn: ({ signal }) =>
      everyPage((after) =>
        valueIn(controller.call(routes.tokens.listTokens, { query: pageOf(after) }, signal)),
      ),
  });
}

export function useSessions() {
  return useQuery({
    queryKey: ["people", "sessions"],
    refetchInterval: SESSIONS_EVERY_MS,
    queryFn: ({ signal }) =>
      everyPage((after) =>
        valueIn(controller.call(routes.sessions.listSessions, { query: pageOf(after) }, signal)),
      ),
  });
}

/** Reads every list of people anew, after an act of one's own. */
export function useReadAgain(): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries({ queryKey: ["people"] }), [queries]);
}
