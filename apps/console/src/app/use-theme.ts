import { useSyncExternalStore } from "react";
import { keptTheme, type Theme } from "./theme";

function subscribe(listener: () => void): () => void {
  window.addEventListener("dalaba-theme", listener);
  return () => window.removeEventListener("dalaba-theme", listener);
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, keptTheme);
}
