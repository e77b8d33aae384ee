import type { BroadcastReply, PageOf } from "@dalaba/api/browser";
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { controller, routes, valueIn } from "../app/controller";
import { useLive } from "../live/use-live";
import { withHead } from "./head-page";

/** Broadcasts that one request brings. */
const PAGE = 50;

export interface BroadcastFilter {
  /** UTC ms. */
  readonly since?: number;
  readonly until?: number;
  readonly kind?: "talk" | "play";
  readonly actor?: string;
  readonly speaker?: string;
}

type Kept = InfiniteData<PageOf<BroadcastReply>, string | undefined>;

/** Broadcasts, newest first. What begins or ends meanwhile comes in on top; what was read further down stays. */
export function useBroadcasts(filter: BroadcastFilter) {
  const queries = useQueryClient();
  const revision = useLive((state) => state.broadcastsRevision);
  const key = ["history", "list", filter] as const;
  const keyText = JSON.stringify(key);
  const asked = useInfiniteQuery({
    queryKey: key,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => readPage(filter, pageParam, signal),
    getNextPageParam: ({ next }: PageOf<BroadcastReply>) => next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const seen = useRef(revision);
  useEffect(() => {
    if (seen.current === revision) return;
    seen.current = revision;
    const abort = new AbortController();
    const [, , now] = JSON.parse(keyText) as [string, string, BroadcastFilter];
    readPage(now, undefined, abort.signal).then(
      (head) =>
        queries.setQueryData<Kept>(JSON.parse(keyText), (known) =>
          known ? (withHead(known, head) as Kept) : known,
        ),
      // The list stands as it was; the feed says when the controller is back, and that it is old until then.
      () => {},
    );
    return () => abort.abort();
  }, [revision, keyText, queries]);
  return { ...asked, items: asked.data?.pages.flatMap(({ items }) => items) ?? [] };
}

function readPage(filter: BroadcastFilter, after: string | undefined, signal: AbortSignal) {
  const query = { ...filter, limit: PAGE, ...(after === undefined ? {} : { after }) };
  return valueIn(controller.call(routes.broadcasts.listBroadcasts, { query }, signal));
}
