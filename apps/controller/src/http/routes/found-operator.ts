import { accept, type Outcome, permitManage, refuse, SiteTree } from "@dalaba/core";
import type { Operator, Store } from "@dalaba/store";
import type { Clock } from "../../clock";
import type { Caller } from "../context";

/** By id, else by the name typed at sign-in. */
export function findOperator(
  store: Pick<Store, "operators">,
  idOrName: string,
): Outcome<Operator, "operator-unknown"> {
  const found = store.operators.get(idOrName) ?? store.operators.byName(idOrName.normalize("NFC"));
  return found
    ? accept(found)
    : refuse("operator-unknown", `no operator ${idOrName}`, { operator: idOrName });
}

/** The operator, when the caller could have given every grant they hold (core's permitManage). */
export function mayManage(
  { store, clock }: { readonly store: Pick<Store, "operators" | "town">; readonly clock: Clock },
  caller: Caller,
  idOrName: string,
): Outcome<Operator> {
  const found = findOperator(store, idOrName);
  if (!found.ok) return found;
  const tree = new SiteTree(store.town.sites());
  const allowed = permitManage(caller.actor, found.value.grants, tree, clock.nowMs());
  return allowed.ok ? found : allowed;
}
