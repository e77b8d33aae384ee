import type { AnnouncementReply, ClipReply } from "@dalaba/api/browser";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { controller, everyPage, routes, valueIn } from "../app/controller";

const LIMIT = 500;
/** Others change the programme, too, and time goes by: it is read again so often while it is looked at, ms. */
const EVERY_MS = 30_000;
const pageOf = (after: string | undefined) => ({ limit: LIMIT, ...(after === undefined ? {} : { after }) });

export function useClips(deleted = false) {
  return useQuery({
    queryKey: ["programme", "clips", deleted],
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) =>
      everyPage<ClipReply>((after) =>
        valueIn(
          controller.call(
            routes.clips.listClips,
            { query: { ...pageOf(after), deleted: deleted ? "true" : "false" } },
            signal,
          ),
        ),
      ),
  });
}

export function useAnnouncements() {
  return useQuery({
    queryKey: ["programme", "announcements"],
    refetchInterval: EVERY_MS,
    queryFn: ({ signal }) =>
      everyPage<AnnouncementReply>((after) =>
        valueIn(controller.call(routes.announcements.listAnnouncements, { query: pageOf(after) }, signal)),
      ),
  });
}

export function useSchedules() {
  return useQuery({
    queryKey: ["programme", "schedules"],
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) =>
      (await valueIn(controller.call(routes.schedules.listSchedules, {}, signal))).items,
  });
}

/** What is coming, with what stands against it. */
export function useDryRun(days: number) {
  return useQuery({
    queryKey: ["programme", "dry-run", days],
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) =>
      (await valueIn(controller.call(routes.schedules.dryRunSchedules, { query: { days } }, signal))).items,
  });
}

/** What became of what was due since then. */
export function useOccurrences(sinceMs: number) {
  return useQuery({
    queryKey: ["programme", "occurrences", sinceMs],
    refetchInterval: EVERY_MS,
    queryFn: async ({ signal }) => {
      const query = { since: sinceMs, until: Date.now(), limit: LIMIT };
      return (await valueIn(controller.call(routes.schedules.listOccurrences, { query }, signal))).items;
    },
  });
}

/** Reads all of it anew, after an act of one's own. */
export function useReadAgain(): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries({ queryKey: ["programme"] }), [queries]);
}
