import { useSyncExternalStore } from "react";

/** The width below which screens are laid out for a phone; the style sheets say the same. */
const query = window.matchMedia("(max-width: 760px)");

function subscribe(listener: () => void): () => void {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
