import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { catalogue as en } from "./catalogue.en";
import { catalogue as zh } from "./catalogue.zh-CN";

export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = "dalaba.language";

/** Chinese unless this browser was told otherwise here: the machine of a Chinese town may well speak English. */
export function keptLanguage(): Language {
  return localStorage.getItem(KEPT) === "en" ? "en" : "zh-CN";
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(KEPT, language);
}

/** Both catalogues are in the page: to change the language takes no request and works without a network. */
export function createWords(language: Language): i18n {
  const words = createInstance();
  void words.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { "zh-CN": { translation: zh }, en: { translation: en } },
    interpolation: { escapeValue: false },
    returnNull: false,
    initAsync: false,
  });
  return words;
}
