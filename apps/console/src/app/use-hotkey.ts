import { useEffect, useRef } from "react";
import { isTyping } from "./key-sheet";

/** Does something on a plain key, unless somebody is writing or a dialog is open. */
export function useHotkey(key: string, act: () => void): void {
  const latest = useRef(act);
  latest.current = act;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const other = event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented;
      if (other || event.key.toLowerCase() !== key.toLowerCase() || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog],[role=alertdialog],[role=menu]")) return;
      event.preventDefault();
      latest.current();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [key]);
}
