import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Select, Switch } from "../kit/choice";
import { LevelMeter } from "./level-meter";
import { TRIAL_MS } from "./microphone-trial";
import { useTalk } from "./talk-context";
import { useMicrophones } from "./use-microphones";
import { useTalkKey } from "./use-talk-key";

/** The system's own choice; a device cannot be called this. */
const DEFAULT = "";

/** Before the shift: is it the right microphone, does it hear me, how do I sound. Nothing of it leaves this computer. */
export function MicrophoneTest() {
  const { t } = useTranslation();
  const { key } = useTalk();
  const { settings, mic, meter, test } = useTalkKey(key);
  const devices = useMicrophones(mic);
  useEffect(() => {
    key.startTest();
    return () => key.stopTest();
  }, [key]);
  const opening = mic === "off" || mic === "arming";
  const chosen = settings.device ?? DEFAULT;
  const unplugged = chosen !== DEFAULT && devices.every(({ id }) => id !== chosen);
  return (
    <div className="mic-test">
      <Select
        label={t("talk.test.device")}
        value={chosen}
        options={[
          { value: DEFAULT, label: t("talk.test.systemDevice") },
          ...devices
            .filter(({ id }) => id !== "default" && id !== "communications")
            .map(({ id, label }, i) => ({
              value: id,
              label: label || t("talk.test.unnamed", { number: i + 1 }),
            })),
          ...(unplugged ? [{ value: chosen, label: t("talk.test.unplugged") }] : []),
        ]}
        onChange={(device) => key.changeSettings({ device: device === DEFAULT ? null : device })}
      />
      <LevelMeter meter={meter} active={!opening} />
      <p className="mic-test-figures">
        {t("talk.test.figures", { peak: whole(meter.peakDb), gain: Math.round(meter.gainDb) })}
      </p>
      <div className="mic-test-note" role="status">
        {opening ? t("talk.test.opening") : <Note code={mic} />}
      </div>
      <Switch
        on={settings.noiseSuppression}
        onChange={(noiseSuppression) => key.changeSettings({ noiseSuppression })}
      >
        {t("talk.test.noiseSuppression")}
      </Switch>
      <Switch on={settings.gainControl} onChange={(gainControl) => key.changeSettings({ gainControl })}>
        {t("talk.test.gainControl")}
      </Switch>
      <Button onPress={() => key.recordTest()} isDisabled={opening || test.phase !== "idle"}>
        {recordWords()}
      </Button>
      <p className="mic-test-hint">{t("talk.test.local")}</p>
    </div>
  );

  function recordWords(): string {
    if (test.phase === "playing") return t("talk.test.playing");
    if (test.phase === "idle") return t("talk.test.record", { seconds: TRIAL_MS / 1000 });
    return t("talk.test.recording", { seconds: Math.ceil((TRIAL_MS - test.recordedMs) / 1000) });
  }
}

/** What is wrong with it and what to do; or that it hears. */
function Note({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  if (code === "armed") return t("talk.test.hears");
  return (
    <>
      <strong>{t(`talk.fault.${code}.title`)}</strong> <span>{t(`talk.fault.${code}.next`)}</span>
    </>
  );
}

/** dBFS without decimals; silence is the lower end of the scale. */
function whole(db: number): number {
  return Math.round(Math.max(-60, db));
}
