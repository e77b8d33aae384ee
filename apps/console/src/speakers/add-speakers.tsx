import type { CredentialsReply, Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Select } from "../kit/choice";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ProblemNote } from "../kit/state";
import { useDraft } from "../kit/use-draft";
import { useLive, useLiveStore } from "../live/use-live";
import { CredentialsOnce } from "./credentials-once";
import { EMPTY_SPEAKERS, newSpeakers } from "./new-speakers";

/** Adds one speaker or a row of them; what they need to join is shown this once. */
export function AddSpeakers({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const live = useLiveStore();
  const sites = useLive((state) => state.sites);
  const [draft, change, done] = useDraft("speakers", EMPTY_SPEAKERS);
  const [credentials, setCredentials] = useState<readonly CredentialsReply[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const site = draft.site === "" ? (sites[0]?.id ?? "") : draft.site;
  const body = newSpeakers({ ...draft, site });
  const close = (): void => {
    setCredentials(null);
    setProblem(null);
    onClose();
  };
  const add = async (): Promise<void> => {
    if (!body || working) return;
    setWorking(true);
    setProblem(null);
    const answer = await controller.call(routes.speakers.addSpeakers, { body });
    setWorking(false);
    if (!answer.ok) return setProblem(answer.problem);
    done();
    setCredentials(answer.value.credentials);
    live.refresh();
  };
  return (
    <Dialog title={t("speakers.add.title")} open={open} onClose={close} role="alertdialog">
      {credentials ? (
        <CredentialsOnce credentials={credentials} onDone={close} />
      ) : (
        <form
          className="kit-form"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Select
            label={t("speakers.column.site")}
            value={site}
            options={sites.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(next) => change({ site: next })}
          />
          <Field
            label={t("speakers.column.name")}
            value={draft.name}
            onChange={(name) => change({ name })}
            isRequired
            maxLength={100}
            autoFocus
          />
          <div className="kit-form-pair">
            <Field
              label={t("speakers.add.lat")}
              hint={t("speakers.add.place")}
              value={draft.lat}
              onChange={(lat) => change({ lat })}
              inputMode="decimal"
              isRequired
            />
            <Field
              label={t("speakers.add.lon")}
              value={draft.lon}
              onChange={(lon) => change({ lon })}
              inputMode="decimal"
              isRequired
            />
          </div>
          <div className="kit-form-pair">
            <Field
              label={t("speakers.add.count")}
              hint={t("speakers.add.countHint")}
              value={draft.count}
              onChange={(count) => change({ count })}
              inputMode="numeric"
            />
            <Field
              label={t("speakers.add.id")}
              hint={t("speakers.add.idHint")}
              value={draft.id}
              onChange={(id) => change({ id })}
            />
          </div>
          <Select
            label={t("speakers.column.delayClass")}
            value={draft.delayClass === "wan" ? "wan" : "lan"}
            options={(["lan", "wan"] as const).map((value) => ({
              value,
              label: t(`speakers.delayClass.${value}`),
            }))}
            onChange={(delayClass) => change({ delayClass })}
          />
          {problem ? <ProblemNote problem={problem} /> : null}
          <div className="kit-actions">
            <Button onPress={close}>{t("common.cancel")}</Button>
            <Button type="submit" look="primary" isDisabled={body === null || working}>
              {t("common.add")}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
