import type { Store } from "@dalaba/store";
import type { Lexicon } from "./reading";

const SETTING = "speech.lexicon";

export interface Lexica {
  readonly zh: Lexicon;
  readonly yue: Lexicon;
}

/** How the town's own words are read, as people keep it. */
export class LexiconBook {
  private readonly store: Pick<Store, "settings">;

  constructor(store: Pick<Store, "settings">) {
    this.store = store;
  }

  all(): { zh: Record<string, string>; yue: Record<string, string> } {
    const kept = this.store.settings.get<Partial<Lexica>>(SETTING);
    return { zh: { ...kept?.zh }, yue: { ...kept?.yue } };
  }

  of(language: keyof Lexica): Lexicon {
    return this.all()[language];
  }

  set(lexica: Lexica, nowMs: number): void {
    this.store.settings.set(SETTING, lexica, nowMs);
  }
}
