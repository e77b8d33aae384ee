// A page with nothing but the map, for tests that look at it and touch it in a browser.

import type { Place } from "@dalaba/core";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { createWords, type Language } from "../i18n";
import type { MapLayer, MapSpeaker, MapTheme, MapTool, TownMapProps } from "./map-types";
import { TownMap } from "./town-map";

/** What a test sets, as far as it differs from a dark map of everything. */
export interface PageState {
  readonly speakers: readonly MapSpeaker[];
  readonly layers: readonly MapLayer[];
  readonly tool: MapTool;
  readonly theme: MapTheme;
  readonly showEarshot: boolean;
  readonly picked: Place | null;
  readonly fit: TownMapProps["fit"] | null;
}

/** What the map asked for, oldest first. */
export type Asked =
  | { readonly what: "toggle"; readonly id: string; readonly additive: boolean }
  | { readonly what: "lasso"; readonly ids: readonly string[]; readonly additive: boolean }
  | { readonly what: "pick"; readonly place: Place };

export interface MapPage {
  set(part: Partial<PageState>): void;
  readonly asked: Asked[];
}

declare global {
  interface Window {
    mapPage: MapPage;
    mapStart: PageState & { readonly language: Language };
  }
}

const { language, ...start } = window.mapStart;
const asked: Asked[] = [];

function Page() {
  const [state, setState] = useState<PageState>(start);
  useEffect(() => {
    window.mapPage = { asked, set: (part) => setState((before) => ({ ...before, ...part })) };
  }, []);
  const names = new Map(state.speakers.map((each) => [each.id, each]));
  return (
    <TownMap
      speakers={state.speakers}
      layers={state.layers}
      tool={state.tool}
      theme={state.theme}
      showEarshot={state.showEarshot}
      picked={state.picked ?? undefined}
      {...(state.fit === null ? {} : { fit: state.fit })}
      onTool={(tool) => setState((before) => ({ ...before, tool }))}
      onToggle={(id, additive) => {
        asked.push({ what: "toggle", id, additive });
        const speakers = state.speakers.map((each) => ({
          ...each,
          selected: each.id === id ? !each.selected : additive && each.selected,
        }));
        setState((before) => ({ ...before, speakers }));
      }}
      onLasso={(ids, additive) => {
        asked.push({ what: "lasso", ids, additive });
        const held = new Set(ids);
        const speakers = state.speakers.map((each) => ({
          ...each,
          selected: held.has(each.id) || (additive && each.selected),
        }));
        setState((before) => ({ ...before, speakers }));
      }}
      onPick={(place) => {
        asked.push({ what: "pick", place });
        setState((before) => ({ ...before, picked: place }));
      }}
      describe={(id) => `${names.get(id)?.name ?? id}\n${names.get(id)?.state ?? ""}`}
    />
  );
}

document.documentElement.dataset.theme = start.theme;
createRoot(document.getElementById("root") as HTMLElement).render(
  <I18nextProvider i18n={createWords(language)}>
    <Page />
  </I18nextProvider>,
);
