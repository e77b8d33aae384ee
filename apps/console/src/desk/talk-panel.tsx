import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Segments, Select } from "../kit/choice";
import { Dialog, DialogActions } from "../kit/dialog";
import { Loading } from "../kit/state";
import { useTalk } from "../talk/talk-context";
import { isLive } from "../talk/talk-turn";
import { useTalkKey } from "../talk/use-talk-key";
import { EmergencyArm } from "./emergency-arm";
import { NightQuestion } from "./night-question";
import { TalkButton } from "./talk-button";
import { TalkNote } from "./talk-note";
import { useTargets } from "./targets";
import type { Meant } from "./use-meant";

const MicrophoneTest = lazy(async () => ({
  default: (await import("../talk/microphone-test")).MicrophoneTest,
}));

/** The key and what belongs to it: how it works, what goes before the voice, and what became of the last word. */
export function TalkPanel({ meant }: { readonly meant: Meant }) {
  const { t } = useTranslation();
  const { key } = useTalk();
  const settings = useTalkKey(key, (view) => view.settings);
  const speaking = useTalkKey(key, ({ state }) => isLive(state) || state === "tail");
  const { chips } = useTargets();
  const [testing, setTesting] = useState(false);
  // Before the key is needed: a microphone takes longer to open than a word to say.
  useEffect(() => void key.arm(), [key]);
  return (
    <section className="desk-talk kit-panel" aria-label={t("desk.talk.title")}>
      <TalkButton meant={meant} />
      <TalkNote wide={chips.includes("all") && !speaking} />
      <div className="desk-talk-options">
        <Segments
          label={t("desk.talk.mode")}
          value={settings.mode}
          options={[
            { value: "hold", label: t("desk.talk.modeHold") },
            { value: "latch", label: t("desk.talk.modeLatch") },
          ]}
          onChange={(mode) => key.changeSettings({ mode })}
        />
        <Select
          label={t("desk.talk.chime")}
          hideLabel
          value={settings.chime}
          options={[
            { value: "none", label: t("desk.talk.chimeNone") },
            { value: "two-tone", label: t("desk.talk.chimeTwo") },
            { value: "three-tone", label: t("desk.talk.chimeThree") },
          ]}
          onChange={(chime) => key.changeSettings({ chime })}
        />
        <Button small onPress={() => setTesting(true)} isDisabled={speaking}>
          {t("desk.talk.micTest")}
        </Button>
        <EmergencyArm disabled={speaking} />
      </div>
      <NightQuestion />
      <Dialog title={t("desk.talk.micTest")} open={testing} onClose={() => setTesting(false)}>
        <Suspense fallback={<Loading />}>
          <MicrophoneTest />
        </Suspense>
        <DialogActions>
          <Button look="primary" onPress={() => setTesting(false)}>
            {t("common.close")}
          </Button>
        </DialogActions>
      </Dialog>
    </section>
  );
}
