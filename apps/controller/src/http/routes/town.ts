import type { routes } from "@dalaba/api";
import { accept, type Outcome } from "@dalaba/core";
import { planReply, type TownActs, type TownMedia } from "../../town";
import type { PlannedTown } from "../../town/town-acts";
import type { Caller, HandlerRequest, Handlers } from "../context";

type ImportRequest = Pick<HandlerRequest<typeof routes.town.planTown>, "query" | "media" | "bytes">;

export function townHandlers({ town }: { readonly town: TownActs }): Handlers<typeof routes.town> {
  /** The plan, once the caller was found to be allowed all of it. */
  const planFor = async (request: ImportRequest, caller: Caller): Promise<Outcome<PlannedTown>> => {
    const { coordinates, encoding, kind, prune } = request.query;
    const bytes = await request.bytes();
    const planned = town.plan(
      { media: request.media as TownMedia, bytes, coordinates, encoding, kind },
      prune,
    );
    if (!planned.ok || planned.value.sites.length === 0) return planned;
    const allowed = caller.permit("manage-town", { sites: planned.value.sites });
    return allowed.ok ? planned : allowed;
  };
  return {
    async planTown(request, caller) {
      const planned = await planFor(request, caller);
      return planned.ok ? accept(planReply(planned.value.plan)) : planned;
    },
    async applyTown(request, caller) {
      const planned = await planFor(request, caller);
      if (!planned.ok) return planned;
      const { plan } = planned.value;
      const applied = await town.apply(plan, (detail) =>
        caller.entry({ act: "town-apply", object: "town", detail }),
      );
      return applied.ok ? accept(planReply(plan)) : applied;
    },
    exportTown({ query }) {
      const headers = { "content-type": "text/yaml; charset=utf-8", "cache-control": "no-store" };
      return new Response(town.yaml(query.coordinates), { headers });
    },
  };
}
