import { useTranslation } from "react-i18next";
import { keepLanguage, type Language } from "../i18n";
import { Button } from "../kit/button";

/** Changes to the other language, named in that language. */
export function LanguageButton() {
  const { t, i18n } = useTranslation();
  const other: Language = i18n.language === "en" ? "zh-CN" : "en";
  return (
    <Button
      small
      look="quiet"
      onPress={() => {
        keepLanguage(other);
        document.documentElement.lang = other;
        void i18n.changeLanguage(other);
      }}
    >
      <span lang={other}>{t("operator.language")}</span>
    </Button>
  );
}
