import type { Problem } from "@dalaba/api/browser";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { controller, problemIn, routes, valueIn } from "../app/controller";
import { useLive } from "../live/use-live";
import { targetExpression } from "./target-terms";
import { useTargets } from "./targets";

export interface Meant {
  /** Ids of the speakers the chips mean, as the controller reads them. */
  readonly ids: ReadonlySet<string>;
  readonly online: number;
  /** The controller has not answered for these very chips yet. */
  readonly asking: boolean;
  readonly problem: Problem | null;
}

const NOBODY: Meant = { ids: new Set(), online: 0, asking: false, problem: null };

/** Which speakers the target chips mean. The controller answers, as it will when the key is pressed. */
export function useMeant(): Meant {
  const { chips } = useTargets();
  const townRevision = useLive((state) => state.townRevision);
  const speakers = useLive((state) => state.speakers);
  const asked = useQuery({
    queryKey: ["meant", chips, townRevision],
    queryFn: ({ signal }) =>
      valueIn(
        controller.call(
          routes.targets.resolveTargets,
          { body: { to: [...targetExpression(chips)] } },
          signal,
        ),
      ),
    enabled: chips.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  return useMemo(() => {
    if (chips.length === 0) return NOBODY;
    const problem = asked.error ? problemIn(asked.error) : null;
    const ids = new Set(problem ? [] : asked.data?.speakers.map(({ id }) => id));
    let online = 0;
    for (const id of ids) if (speakers.get(id)?.online) online++;
    return { ids, online, asking: asked.isFetching && asked.data === undefined, problem };
  }, [chips, asked.data, asked.error, asked.isFetching, speakers]);
}
