import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Segments, Select } from "../kit/choice";
import { Dialog, DialogActions } from "../kit/dialog";
import { Loading } from "../kit/state";
import { useTalk } from "../talk/talk-context";
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
  const { view, settings, change } = useTalk();
  const { chips } = useTargets();
  const [testing, setTesting] = useState(false);
  const speaking = !["idle", "ended", "failed"].includes(view.state);
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
          onChange={(mode) => change({ mode })}
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
          onChange={(chime) => change({ chime })}
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
