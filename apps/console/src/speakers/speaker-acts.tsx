import type { SpeakerDetailReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { controller, routes } from "../app/controller";
import { hasRole, useMe } from "../app/me";
import { useTargets } from "../desk/targets";
import { Button } from "../kit/button";
import { useToast } from "../kit/toasts";
import { TypedConfirmation } from "../kit/typed-confirmation";
import { useLiveStore } from "../live/use-live";
import { RotateCredentials } from "./rotate-credentials";

interface SpeakerActsProps {
  readonly speaker: SpeakerDetailReply;
  readonly onChanged: () => void;
}

/** What may be done with a speaker. What can be taken back is done at once; what cannot asks for its name. */
export function SpeakerActs({ speaker, onChanged }: SpeakerActsProps) {
  const { t, i18n } = useTranslation();
  const { id, name, disabled } = speaker;
  const navigate = useNavigate();
  const toast = useToast();
  const targets = useTargets();
  const live = useLiveStore();
  const me = useMe();
  const [dialog, setDialog] = useState<"rotate" | "remove" | null>(null);
  const talks = hasRole(me.data, "operator", "supervisor", "admin");
  const manages = hasRole(me.data, "technician", "admin");

  const setDisabled = async (off: boolean, undoable: boolean): Promise<void> => {
    const route = off ? routes.speakers.disableSpeaker : routes.speakers.enableSpeaker;
    const answer = await controller.call(route, { params: { id } });
    if (!answer.ok) {
      const code = i18n.exists(`errors.${answer.problem.code}.title`) ? answer.problem.code : "our-fault";
      toast({ text: t(`errors.${code}.title`, { ...answer.problem.params }), kind: "problem" });
      return;
    }
    live.refresh();
    onChanged();
    toast({
      text: t(off ? "speakers.disabled" : "speakers.enabled", { name }),
      ...(undoable ? { undo: () => void setDisabled(!off, false) } : {}),
    });
  };
  const remove = async () => {
    const answer = await controller.call(routes.speakers.removeSpeaker, { params: { id } });
    if (!answer.ok) return answer.problem;
    live.refresh();
    toast({ text: t("speakers.removed", { name }) });
    void navigate("/speakers");
    return null;
  };
  return (
    <div className="speakers-acts">
      {talks && !disabled ? (
        <Button
          look="primary"
          onPress={() => {
            targets.set([`speaker:${id}`]);
            void navigate("/");
          }}
        >
          {t("speakers.talkToIt")}
        </Button>
      ) : null}
      {manages ? (
        <>
          <Button onPress={() => void setDisabled(!disabled, true)}>
            {t(disabled ? "speakers.enable" : "speakers.disable")}
          </Button>
          <Button onPress={() => setDialog("rotate")}>{t("speakers.rotate.act")}</Button>
          <Button onPress={() => setDialog("remove")}>{t("common.remove")}</Button>
          <RotateCredentials open={dialog === "rotate"} speakers={[id]} onClose={() => setDialog(null)} />
          <TypedConfirmation
            title={t("speakers.remove.title", { name })}
            text={t("speakers.remove.text")}
            word={name}
            open={dialog === "remove"}
            onClose={() => setDialog(null)}
            onConfirm={remove}
          />
        </>
      ) : null}
    </div>
  );
}
