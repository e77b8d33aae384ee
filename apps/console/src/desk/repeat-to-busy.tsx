import type { BroadcastSummaryReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { useProblemTitle } from "../kit/problem-title";
import { useToast } from "../kit/toasts";

const HELD = ["busy", "outranked", "queued"];

/** Who was held by something else hears the words afterwards, once they are free. */
export function RepeatToBusy({ result }: { readonly result: BroadcastSummaryReply }) {
  const { t } = useTranslation();
  const toast = useToast();
  const problemTitle = useProblemTitle();
  const [asked, setAsked] = useState(false);
  const count = result.failures.filter(({ reason }) => HELD.includes(reason)).length;
  if (count === 0) return null;
  const repeat = async (): Promise<void> => {
    setAsked(true);
    const params = { id: result.broadcastId };
    const answer = await controller.call(routes.broadcasts.repeatBroadcast, { params, body: { to: "busy" } });
    if (answer.ok) toast({ text: t("desk.recent.repeated", { count: answer.value.targets }) });
    else {
      setAsked(false);
      toast({ text: problemTitle(answer.problem.code), kind: "problem" });
    }
  };
  return (
    <Button small isDisabled={asked} onPress={() => void repeat()}>
      {t("desk.talk.repeatBusy", { count })}
    </Button>
  );
}
