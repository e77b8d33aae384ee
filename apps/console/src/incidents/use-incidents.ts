import { keepPreviousData, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { controller, routes, valueIn } from "../app/controller";
import { useLive } from "../live/use-live";

/** A queue of more than this is a storm: the newest are shown, and how many there are. */
const SHOWN = 100;
/** In a storm the lists are read anew at most so often, ms. */
const SETTLE_MS = 400;

export type QueueKind = "living" | "closed";

/** Incidents that wait for somebody or are being handled, or those that are closed; newest first. */
export function useQueue(kind: QueueKind) {
  return useQuery({
    queryKey: ["incidents", "queue", kind],
    queryFn: ({ signal }) => {
      const state = kind === "living" ? "open,acknowledged" : "closed";
      const query = { state, limit: SHOWN };
      return valueIn(controller.call(routes.incidents.listIncidents, { query }, signal));
    },
    placeholderData: keepPreviousData,
  });
}

export function useCounts() {
  return useQuery({
    queryKey: ["incidents", "counts"],
    queryFn: ({ signal }) => valueIn(controller.call(routes.incidents.countIncidents, {}, signal)),
  });
}

export function useIncident(id: string) {
  // Its first word is known when a broadcast has been counted.
  const spoken = useLive((state) => state.broadcastsRevision);
  const queries = useQueryClient();
  useEffect(() => {
    if (spoken > 0) void queries.invalidateQueries({ queryKey: ["incidents", "one", id] });
  }, [spoken, id, queries]);
  return useQuery({
    queryKey: ["incidents", "one", id],
    queryFn: ({ signal }) =>
      valueIn(controller.call(routes.incidents.showIncident, { params: { id } }, signal)),
  });
}

/** Reads whatever is shown of incidents anew when one changed. Once in a page. */
export function useIncidentNews(): void {
  const queries = useQueryClient();
  const revision = useLive((state) => state.incidentsRevision);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const readAtMs = useRef(0);
  useEffect(() => {
    if (revision === 0) return;
    const read = (): void => {
      timer.current = undefined;
      readAtMs.current = performance.now();
      void queries.invalidateQueries({ queryKey: ["incidents"] });
    };
    // The first is read at once: somebody presses a help button and waits.
    const waitMs = Math.max(0, readAtMs.current + SETTLE_MS - performance.now());
    timer.current ??= setTimeout(read, waitMs);
  }, [revision, queries]);
  useEffect(() => () => clearTimeout(timer.current), []);
}
