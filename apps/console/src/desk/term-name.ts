import type { TFunction } from "i18next";
import type { LiveState } from "../live/live-state";

type Town = Pick<LiveState, "speakers" | "sites" | "zones">;

/** What people call a target term: names where the town knows them, else the term itself. */
export function termName(term: string, town: Town, t: TFunction): string {
  if (term === "all") return t("desk.targets.all");
  const at = term.indexOf(":");
  const [kind, ref] = [term.slice(0, at), term.slice(at + 1)];
  switch (kind) {
    case "site":
      return town.sites.find(({ id }) => id === ref)?.name ?? ref;
    case "zone":
      return town.zones.find(({ id }) => id === ref)?.name ?? ref;
    case "speaker":
      return town.speakers.get(ref)?.name ?? ref;
    // What was repeated: to those that failed, were busy, or all of another broadcast.
    case "failed":
    case "busy":
    case "repeat":
      return t("desk.targets.repeat");
    case "near": {
      const metres = /^[^:]*:(\d+)/.exec(ref)?.[1];
      return metres ? t("desk.targets.nearMetres", { metres }) : t("desk.targets.near");
    }
    default:
      return term;
  }
}

/** A whole `--to` expression in names, the first few of it. */
export function targetName(to: string, town: Town, t: TFunction): string {
  const terms = to.split("+");
  const named = terms.slice(0, 3).map((term) => termName(term, town, t));
  return terms.length > 3 ? `${named.join("、")} +${terms.length - 3}` : named.join("、");
}
