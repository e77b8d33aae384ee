import type { TalkKey } from "./talk-key";

/** Where a key press is writing, choosing or pressing something else. */
const TAKEN = "input, textarea, select, button, a[href], summary, [contenteditable], [role], dialog[open] *";
/** The page itself, a heading or a region may have the focus and take nothing from the talk key. */
const FREE = "[role=main], [role=region], [role=application], [role=group], [role=heading], [data-talk-key]";

/** Foot pedals and spare keys: they write nothing, and no field, button or list does anything with them. */
const SPARE = /^(F\d{1,2}|Pause|ScrollLock)$/;

/** Whether a key, by its `KeyboardEvent.code`, that is pressed there is meant for the talk key. */
export function takesTalkKey(target: EventTarget | null, code: string): boolean {
  if (SPARE.test(code)) return true;
  if (!(target instanceof Element) || target.matches(FREE)) return true;
  return target.closest(TAKEN) === null || target.closest("[data-talk-key]") !== null;
}

/**
 * Binds the talk key to a page: its keyboard key, `Esc`, and all that ends a held key without its coming up. Returns
 * what unbinds it. Repeats of a key that is held down are one press.
 */
export function watchPage(key: TalkKey, page: Window & typeof globalThis = window): () => void {
  const unbind = new AbortController();
  const { signal } = unbind;
  let down = false;
  const { document, navigator } = page;
  page.addEventListener(
    "keydown",
    (event) => {
      if (event.code === "Escape" && !event.repeat) key.escape();
      if (event.code !== key.view().settings.key || event.ctrlKey || event.metaKey || event.isComposing)
        return;
      if (down) event.preventDefault();
      if (event.repeat || down || !takesTalkKey(event.target, event.code)) return;
      // The page would scroll, and a button that has the focus would be pressed.
      event.preventDefault();
      down = true;
      key.press(event.code === "Space" ? "space" : "key");
    },
    { signal },
  );
  page.addEventListener(
    "keyup",
    (event) => {
      if (!down || event.code !== key.view().settings.key) return;
      event.preventDefault();
      down = false;
      key.release(event.code === "Space" ? "space" : "key");
    },
    { signal },
  );
  const blur = (): void => {
    down = false;
    key.blur();
  };
  page.addEventListener("blur", blur, { signal });
  document.addEventListener("visibilitychange", () => document.hidden && blur(), { signal });
  page.addEventListener("pagehide", () => key.leave(), { signal });
  navigator.mediaDevices?.addEventListener("devicechange", () => key.devicesChanged(), { signal });
  return () => unbind.abort();
}
