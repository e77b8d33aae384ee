import type { RouteObject } from "react-router";

/**
 * The screens. The frame and sign-in come with the first load, each screen when it is first opened, or before in an idle
 * moment. A screen is a file that exports `Component`; to add one, add a line here, its words to `i18n/`, and its name to
 * `nav`.
 */
const SCREENS = [
  { index: true, lazy: () => import("../desk/desk") },
  { path: "incidents", lazy: () => import("../incidents/incidents") },
  { path: "incidents/:id", lazy: () => import("../incidents/incidents") },
  { path: "history", lazy: () => import("../history/history") },
  { path: "history/:id", lazy: () => import("../history/broadcast") },
  { path: "programme", lazy: () => import("../programme/programme") },
  { path: "speakers", lazy: () => import("../speakers/speakers") },
  { path: "speakers/:id", lazy: () => import("../speakers/speaker") },
  { path: "people", lazy: () => import("../people/people") },
  { path: "settings", lazy: () => import("../settings/settings") },
  { path: "password", lazy: () => import("../session/set-password") },
] as const;

export const screens: RouteObject[] = SCREENS.map((screen) => ({ ...screen }));

/** First the operator can speak; then the rest may come. */
const AFTER_MS = 4_000;

/**
 * Brings every screen in while the controller answers: one that is gone when a screen is first wanted could not send it.
 * One at a time, and never while somebody speaks. Returns what gives it up.
 */
export function fetchScreens(speaking: () => boolean): () => void {
  let timer: ReturnType<typeof setTimeout>;
  const left = SCREENS.map(({ lazy }) => lazy);
  const next = (): void => {
    if (!speaking()) {
      // One that cannot come now is asked for again when it is opened, and says then what is wrong.
      left
        .shift()?.()
        .catch(() => undefined);
    }
    if (left.length > 0) timer = setTimeout(next, AFTER_MS / 10);
  };
  timer = setTimeout(next, AFTER_MS);
  return () => clearTimeout(timer);
}
