import type { BroadcastReply, Problem, RepeatReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { ProblemNote } from "../kit/state";

/** Plays the recording again to those that did not hear it whole, and says where to see what came of that. */
export function RepeatButton({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [repeat, setRepeat] = useState<RepeatReply | null>(null);
  const { id, result, recorded } = broadcast;
  if (!result || !recorded) return null;
  const missed = result.partial + result.failed;

  const ask = async (to: "failed" | "all"): Promise<void> => {
    setWorking(true);
    setProblem(null);
    const answer = await controller.call(routes.broadcasts.repeatBroadcast, { params: { id }, body: { to } });
    setWorking(false);
    if (answer.ok) setRepeat(answer.value);
    else setProblem(answer.problem);
  };
  return (
    <div className="history-repeat">
      <div className="history-repeat-acts">
        <Button isDisabled={working || missed === 0} onPress={() => void ask("failed")}>
          {t("history.repeat.failed", { n: missed })}
        </Button>
        <Button look="quiet" isDisabled={working} onPress={() => void ask("all")}>
          {t("history.repeat.all", { n: result.targets })}
        </Button>
      </div>
      {problem ? <ProblemNote problem={problem} /> : null}
      {repeat ? (
        <div className="kit-note" role="status">
          <strong>{t("history.repeat.begun", { n: repeat.targets })}</strong>
          {repeat.offline > 0 ? <span>{t("history.repeat.offline", { n: repeat.offline })}</span> : null}
          {repeat.gone.length > 0 ? <span>{t("history.repeat.gone", { n: repeat.gone.length })}</span> : null}
          <Link to={`/history/${repeat.broadcast}`}>{t("history.repeat.see")}</Link>
        </div>
      ) : null}
    </div>
  );
}
