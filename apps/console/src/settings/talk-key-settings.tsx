import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Segments } from "../kit/choice";
import { DEFAULT_SETTINGS, isTalkKey } from "../talk/talk-settings";
import { useTalkSettings } from "./use-talk-settings";

/** How the talk key works here: held or latched, and which key it is. */
export function TalkKeySettings() {
  const { t } = useTranslation();
  const [settings, change] = useTalkSettings();
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (!asking) return;
    const onKey = (event: KeyboardEvent): void => {
      // First of all listeners: what is pressed here is a choice, and must not speak.
      event.preventDefault();
      event.stopImmediatePropagation();
      const chosen = isTalkKey(event.code);
      setRefused(!chosen && event.code !== "Escape");
      if (chosen) change({ key: event.code });
      if (chosen || event.code === "Escape") setAsking(false);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [asking, change]);
  return (
    <>
      <div className="settings-line">
        <span>{t("settings.key.mode")}</span>
        <Segments
          label={t("settings.key.mode")}
          value={settings.mode}
          onChange={(mode) => change({ mode })}
          options={[
            { value: "hold", label: t("settings.key.hold") },
            { value: "latch", label: t("settings.key.latch") },
          ]}
        />
      </div>
      <p className="kit-hint">
        {t(settings.mode === "hold" ? "settings.key.holdHint" : "settings.key.latchHint")}
      </p>
      <div className="settings-line">
        <span>{t("settings.key.key")}</span>
        <span className="settings-key">
          <kbd>{keyName(settings.key, t("settings.key.space"))}</kbd>
          <Button small onPress={() => setAsking(true)} isDisabled={asking}>
            {t(asking ? "settings.key.press" : "settings.key.change")}
          </Button>
          <Button
            small
            look="quiet"
            isDisabled={settings.key === DEFAULT_SETTINGS.key}
            onPress={() => change({ key: DEFAULT_SETTINGS.key })}
          >
            {t("settings.key.default")}
          </Button>
        </span>
      </div>
      <p className="kit-hint settings-refused" role="status">
        {refused ? t("settings.key.refused") : t("settings.key.keyHint")}
      </p>
    </>
  );
}

/** `KeyF` as it is printed on the key. */
function keyName(code: string, space: string): string {
  return code === "Space" ? space : code.replace(/^(Key|Digit)/, "");
}
