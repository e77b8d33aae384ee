import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { keepTheme } from "../app/theme";
import { useTheme } from "../app/use-theme";
import { useTitle } from "../app/use-title";
import { keepLanguage, LANGUAGES, type Language } from "../i18n";
import { Button } from "../kit/button";
import { Segments } from "../kit/choice";
import { Loading } from "../kit/state";
import { About } from "./about";
import { TalkKeySettings } from "./talk-key-settings";

const MicrophoneTest = lazy(async () => ({
  default: (await import("../talk/microphone-test")).MicrophoneTest,
}));

/** What this browser does for its operator, and how the controller does. */
export function Component() {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  useTitle(t("nav.settings"));
  return (
    <section className="kit-page settings-page">
      <header>
        <h1>{t("nav.settings")}</h1>
      </header>
      <div className="settings-columns">
        <div className="settings-column">
          <section className="kit-panel settings-card">
            <h2>{t("settings.look")}</h2>
            <div className="settings-line">
              <span>{t("settings.language")}</span>
              <Segments
                label={t("settings.language")}
                value={i18n.language as Language}
                onChange={(language) => {
                  keepLanguage(language);
                  document.documentElement.lang = language;
                  void i18n.changeLanguage(language);
                }}
                // Each in its own words: whoever cannot read the other finds the way back.
                options={LANGUAGES.map((value) => ({ value, label: value === "en" ? "English" : "中文" }))}
              />
            </div>
            <div className="settings-line">
              <span>{t("operator.theme.label")}</span>
              <Segments
                label={t("operator.theme.label")}
                value={theme}
                onChange={keepTheme}
                options={[
                  { value: "dark", label: t("operator.theme.dark") },
                  { value: "light", label: t("operator.theme.light") },
                ]}
              />
            </div>
          </section>
          <section className="kit-panel settings-card">
            <h2>{t("settings.key.title")}</h2>
            <TalkKeySettings />
          </section>
          <section className="kit-panel settings-card">
            <h2>{t("settings.microphone")}</h2>
            <MicrophoneCard />
          </section>
          <section className="kit-panel settings-card">
            <h2>{t("settings.access")}</h2>
            <Link to="/password">{t("operator.password")}</Link>
            <a href="/trust">{t("settings.trust")}</a>
          </section>
        </div>
        <section className="kit-panel settings-card settings-about">
          <h2>{t("settings.about.title")}</h2>
          <About />
        </section>
      </div>
    </section>
  );
}

/** The microphone opens, and the browser asks for it, only when somebody wants to try it. */
function MicrophoneCard() {
  const { t } = useTranslation();
  const [on, setOn] = useState(false);
  return (
    <>
      <div>
        <Button onPress={() => setOn(!on)}>
          {t(on ? "settings.microphoneEnd" : "settings.microphoneBegin")}
        </Button>
      </div>
      {on ? (
        <Suspense fallback={<Loading />}>
          <MicrophoneTest />
        </Suspense>
      ) : null}
    </>
  );
}
