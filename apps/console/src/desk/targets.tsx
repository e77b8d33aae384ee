import { createContext, type ReactNode, useContext, useEffect, useMemo, useReducer } from "react";
import { type Chips, chipsStep, isTerm } from "./target-terms";

export interface Targets {
  readonly chips: Chips;
  set(terms: Chips): void;
  add(terms: Chips): void;
  toggle(term: string): void;
  remove(term: string): void;
  clear(): void;
}

const TargetsContext = createContext<Targets | null>(null);

/** Whom the next word is for. One choice for all screens, kept through a reload of this window. */
export function useTargets(): Targets {
  const targets = useContext(TargetsContext);
  if (!targets) throw new Error("no targets above");
  return targets;
}

export function TargetsProvider({
  operator,
  children,
}: {
  readonly operator: string;
  readonly children: ReactNode;
}) {
  const kept = `dalaba.targets.${operator}`;
  const [chips, act] = useReducer(chipsStep, kept, keptChips);
  useEffect(() => sessionStorage.setItem(kept, JSON.stringify(chips)), [kept, chips]);
  // The same functions for good: an effect that chooses targets is not run again by what it chose.
  const acts = useMemo<Omit<Targets, "chips">>(
    () => ({
      set: (terms) => act({ type: "set", terms }),
      add: (terms) => act({ type: "add", terms }),
      toggle: (term) => act({ type: "toggle", term }),
      remove: (term) => act({ type: "remove", term }),
      clear: () => act({ type: "clear" }),
    }),
    [],
  );
  const targets = useMemo<Targets>(() => ({ chips, ...acts }), [chips, acts]);
  return <TargetsContext value={targets}>{children}</TargetsContext>;
}

function keptChips(key: string): Chips {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(key) ?? "[]");
    return Array.isArray(value) ? value.filter(isTerm) : [];
  } catch {
    return [];
  }
}
