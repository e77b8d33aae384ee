import { createContext, useContext, useRef, useSyncExternalStore } from "react";
import type { Live } from "./live";
import type { LiveState } from "./live-state";

export const LiveContext = createContext<Live | null>(null);

export function useLiveStore(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("no live store above");
  return live;
}

/** A part of the live state; renders anew only when that part changed (by identity, or by `same`). */
export function useLive<T>(pick: (state: LiveState) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const live = useLiveStore();
  const last = useRef<{ readonly value: T } | null>(null);
  return useSyncExternalStore(live.subscribe, () => {
    const value = pick(live.state());
    if (last.current && same(last.current.value, value)) return last.current.value;
    last.current = { value };
    return value;
  });
}
