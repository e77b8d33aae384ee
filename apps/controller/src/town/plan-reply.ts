import type { TownChangeReply, TownPlanReply } from "@dalaba/api";
import { countPlan, type KindPlan, TOWN_KINDS, type TownItem, type TownPlan } from "@dalaba/core";

/** A plan as the API tells it: changes in the order they would be carried out. */
export function planReply(plan: TownPlan): TownPlanReply {
  const { add, change, remove } = countPlan(plan);
  const changes = TOWN_KINDS.flatMap((name): TownChangeReply[] => {
    const kind = name.slice(0, -1) as TownChangeReply["kind"];
    const of: KindPlan<TownItem> = plan[name];
    return [
      ...of.add.map(({ id, name }) => ({ op: "add" as const, kind, id, name, fields: [] })),
      ...of.change.map(({ item, fields }) => ({
        op: "change" as const,
        kind,
        id: item.id,
        name: item.name,
        fields: fields.map((field) => ({ ...field })),
      })),
      ...of.remove.map(({ id, name }) => ({ op: "remove" as const, kind, id, name, fields: [] })),
    ];
  });
  return { changes, added: add, changed: change, removed: remove, warnings: [] };
}
