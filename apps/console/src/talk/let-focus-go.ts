import { isTyping } from "../app/key-sheet";

/**
 * Who presses a button with the mouse and then holds Space means the talk key, not the button again: the focus that a
 * pointer left on a control is let go. Whoever tabs keeps it. Returns what unbinds it.
 */
export function letFocusGo(page: Window): () => void {
  const release = (): void => {
    setTimeout(() => {
      const focused = document.activeElement;
      if (!(focused instanceof HTMLElement) || focused === document.body || isTyping(focused)) return;
      if (focused.closest("[role=dialog], [role=alertdialog], [role=menu]")) return;
      if (document.querySelector("[role=dialog], [role=alertdialog], [role=menu]")) return;
      focused.blur();
    }, 0);
  };
  page.addEventListener("pointerup", release);
  return () => page.removeEventListener("pointerup", release);
}
