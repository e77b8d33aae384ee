export type Theme = "dark" | "light";

const KEPT = "dalaba.theme";

/** Dark unless this browser was told otherwise here: a control room at night decides the default. */
export function keptTheme(): Theme {
  return localStorage.getItem(KEPT) === "light" ? "light" : "dark";
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
}

export function keepTheme(theme: Theme): void {
  localStorage.setItem(KEPT, theme);
  applyTheme(theme);
  window.dispatchEvent(new Event("dalaba-theme"));
}
