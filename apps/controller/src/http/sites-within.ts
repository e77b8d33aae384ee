import { accept, type Outcome, refuse, type SiteId } from "@dalaba/core";
import type { TownView } from "../fleet";
import type { Caller } from "./context";

/** The sites one may see, and of them those in the named one. */
export function sitesWithin(
  site: SiteId | undefined,
  caller: Caller,
  { tree }: Pick<TownView, "tree">,
): Outcome<readonly SiteId[], "site-unknown"> {
  const seen = caller.sites("see");
  if (site === undefined) return accept(seen);
  if (!tree.has(site)) return refuse("site-unknown", `no site ${site}`, { site });
  const inside = new Set(tree.subtree(site));
  return accept(seen.filter((each) => inside.has(each)));
}
