import type { RepeatSet } from "@dalaba/core";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { useProblemTitle } from "../kit/problem-title";
import { useToast } from "../kit/toasts";

/** Plays a broadcast's recording again and says so, or why not. True: it began. */
export function useRepeat(): (id: string, to: RepeatSet) => Promise<boolean> {
  const { t } = useTranslation();
  const toast = useToast();
  const problemTitle = useProblemTitle();
  return async (id, to) => {
    const answer = await controller.call(routes.broadcasts.repeatBroadcast, { params: { id }, body: { to } });
    if (answer.ok) toast({ text: t("desk.recent.repeated", { count: answer.value.targets }) });
    else toast({ text: problemTitle(answer.problem.code), kind: "problem" });
    return answer.ok;
  };
}
