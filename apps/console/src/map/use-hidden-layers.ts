import { useMemo, useState } from "react";
import type { MapLayer } from "./map-types";

const KEPT = "dalaba.map.hidden";

function kept(): ReadonlySet<string> {
  return new Set((localStorage.getItem(KEPT) ?? "").split("\n").filter((id) => id !== ""));
}

/** Which layers the operators of this browser look at; a new one is shown until somebody hides it. */
export function useHiddenLayers(layers: readonly MapLayer[]) {
  const [hidden, setHidden] = useState(kept);
  const shown = useMemo(() => layers.filter(({ id }) => !hidden.has(id)), [layers, hidden]);
  const show = (id: string, visible: boolean) => {
    const next = new Set(hidden);
    if (visible) next.delete(id);
    else next.add(id);
    localStorage.setItem(KEPT, [...next].join("\n"));
    setHidden(next);
  };
  return { shown, hidden, show };
}
