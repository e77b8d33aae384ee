import type { Answer, IncidentDetailReply } from "@dalaba/api/browser";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { useMe } from "../app/me";
import { useHotkey } from "../app/use-hotkey";
import { Button } from "../kit/button";
import { Select } from "../kit/choice";
import { Field } from "../kit/field";
import { useToast } from "../kit/toasts";
import { useRefusalToast } from "../kit/use-refusal-toast";
import { useLive } from "../live/use-live";

/** Take it, note it, pass it on, close it. What closes can be taken back, so nothing is asked twice. */
export function IncidentActs({ incident }: { readonly incident: IncidentDetailReply }) {
  const { t } = useTranslation();
  const me = useMe().data?.operator.id;
  const act = useAct(incident.id);
  const toast = useToast();
  const params = { id: incident.id };
  const { owner, state } = incident;
  const mine = owner !== null && owner.id === me;
  const take = (force: boolean) =>
    act(controller.call(routes.incidents.acknowledgeIncident, { params, body: { force } }));
  const reopen = () => act(controller.call(routes.incidents.reopenIncident, { params, body: {} }));
  const close = async (outcome: "resolved" | "false-alarm"): Promise<void> => {
    const done = await act(controller.call(routes.incidents.closeIncident, { params, body: { outcome } }));
    if (done) toast({ text: t(`incidents.done.${outcome}`), undo: () => void reopen() });
  };
  useHotkey("k", () => void (state === "open" && take(false)));
  useHotkey("f", () => void (state !== "closed" && close("false-alarm")));
  if (state === "closed")
    return (
      <div className="incident-acts">
        <Button onPress={() => void reopen()}>{t("incidents.reopen")}</Button>
        <NoteForm id={incident.id} />
      </div>
    );
  return (
    <div className="incident-acts">
      {mine ? null : (
        <Button look="primary" onPress={() => void take(owner !== null)}>
          {t(owner === null ? "incidents.take" : "incidents.takeOver")} {owner === null ? <kbd>K</kbd> : null}
        </Button>
      )}
      <Button onPress={() => void close("resolved")}>{t("incidents.close")}</Button>
      <Button onPress={() => void close("false-alarm")}>
        {t("incidents.falseAlarm")} <kbd>F</kbd>
      </Button>
      <HandOver incident={incident} />
      <NoteForm id={incident.id} />
    </div>
  );
}

function HandOver({ incident }: { readonly incident: IncidentDetailReply }) {
  const { t } = useTranslation();
  const rooms = useLive((state) => state.rooms);
  const act = useAct(incident.id);
  const toast = useToast();
  const others = rooms.filter(({ id }) => id !== incident.room);
  if (others.length === 0) return null;
  const give = async (room: string): Promise<void> => {
    if (room === "") return;
    const body = { room };
    const done = await act(
      controller.call(routes.incidents.handOverIncident, { params: { id: incident.id }, body }),
    );
    const name = rooms.find(({ id }) => id === room)?.name ?? room;
    if (done) toast({ text: t("incidents.done.handOver", { name }) });
  };
  return (
    <Select
      label={t("incidents.handOver")}
      hideLabel
      value=""
      options={[
        { value: "", label: t("incidents.handOver") },
        ...others.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(room) => void give(room)}
    />
  );
}

function NoteForm({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const act = useAct(id);
  const write = async (): Promise<void> => {
    const body = { text: text.trim() };
    if (body.text === "") return;
    if (await act(controller.call(routes.incidents.noteIncident, { params: { id }, body }))) setText("");
  };
  return (
    <form
      className="incident-note"
      onSubmit={(event) => {
        event.preventDefault();
        void write();
      }}
    >
      <Field label={t("incidents.note")} value={text} onChange={setText} maxLength={2_000} />
      <Button type="submit" isDisabled={text.trim() === ""}>
        {t("common.add")}
      </Button>
    </form>
  );
}

/** Does it, shows what it is then, and says why not where it was refused. True: done. */
function useAct(id: string): (answer: Promise<Answer<IncidentDetailReply>>) => Promise<boolean> {
  const queries = useQueryClient();
  const refused = useRefusalToast();
  return async (answer) => {
    const got = await answer;
    if (got.ok) queries.setQueryData(["incidents", "one", id], got.value);
    else refused(got.problem);
    return got.ok;
  };
}
