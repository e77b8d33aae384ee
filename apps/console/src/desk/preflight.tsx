import type { PreflightReply } from "@dalaba/api/browser";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { controller, routes, valueIn } from "../app/controller";
import { useMe } from "../app/me";
import type { LiveState } from "../live/live-state";
import { useLive } from "../live/use-live";
import { useTalk } from "../talk/talk-context";
import { targetExpression } from "./target-terms";
import { useTargets } from "./targets";
import { targetName } from "./term-name";

/** What is foreseen grows old: mutes, clocks and connections change without a broadcast. */
const FRESH_MS = 10_000;

/** Before the key: who would not hear it, and what it would interrupt where. Nothing to say: nothing is shown. */
export function Preflight() {
  const { t } = useTranslation();
  const town = useLive((state) => state);
  const foreseen = usePreflight();
  if (!foreseen) return null;
  const parts = preflightWords(foreseen, town, t);
  if (parts.length === 0) return null;
  return (
    <span className="desk-preflight" title={parts.join(" · ")}>
      {parts.join(" · ")}
    </span>
  );
}

function usePreflight(): PreflightReply | undefined {
  const { chips } = useTargets();
  const {
    options: { emergency },
  } = useTalk();
  const onAir = useLive((state) => state.onAir);
  const live = useLive((state) => state.link === "live");
  const me = useMe();
  const air = onAir.map(({ broadcast, accepted }) => `${broadcast}${accepted}`).join();
  const asked = useQuery({
    queryKey: ["preflight", chips, emergency, air],
    queryFn: ({ signal }) =>
      valueIn(
        controller.call(
          routes.talks.preflightTalk,
          { body: { kind: "talk", to: [...targetExpression(chips)], emergency } },
          signal,
        ),
      ),
    enabled: live && chips.length > 0 && me.data !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: FRESH_MS,
    // Who may not speak there hears it from the key.
    retry: false,
  });
  return chips.length > 0 && !asked.error ? asked.data : undefined;
}

type Town = Pick<LiveState, "speakers" | "sites" | "zones">;

function preflightWords(foreseen: PreflightReply, town: Town, t: TFunction): readonly string[] {
  const { busy, interrupts, muted, quiet } = foreseen;
  const siteNames = (ids: readonly string[]): string =>
    ids.map((id) => town.sites.find((site) => site.id === id)?.name ?? id).join("、");
  return [
    ...busy.map(({ holder, speakers }) =>
      t("desk.preflight.busy", {
        ...{ count: speakers.length, name: holder.actor.name, to: targetName(holder.to, town, t) },
      }),
    ),
    ...(muted.length > 0 ? [t("desk.preflight.muted", { count: muted.length })] : []),
    ...(quiet.length > 0 ? [t("desk.preflight.quiet", { count: quiet.length })] : []),
    ...interrupts.map(({ broadcast, does, sites }) =>
      t(`desk.preflight.${does}`, { name: broadcast.actor.name, sites: siteNames(sites) }),
    ),
  ];
}
