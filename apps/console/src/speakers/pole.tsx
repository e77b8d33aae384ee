import type { BroadcastSummaryReply, SpeakerDetailReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Switch } from "../kit/choice";
import { useProblemTitle } from "../kit/problem-title";
import { useReasonTitle } from "../kit/reason-title";
import { useToast } from "../kit/toasts";

interface PoleProps {
  readonly speaker: SpeakerDetailReply;
  readonly onChanged: () => void;
}

const QUIETEST_DB = -60;
const STEP_DB = 3;
/** Its receipt comes within a second or two of the last sample. */
const RESULT_MS = 10_000;

type Tuning = { readonly levelDb: number } | { readonly muted: boolean };

/** For whoever stands below it, with a phone in the hand: does it sound, how loud, not now. */
export function Pole({ speaker, onChanged }: PoleProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const problemTitle = useProblemTitle();
  const [working, setWorking] = useState(false);
  const [said, setSaid] = useState<BroadcastSummaryReply | null>(null);
  const { id, levelDb, muted } = speaker;
  const params = { id };
  const refused = (code: string): void => toast({ text: problemTitle(code), kind: "problem" });

  const tune = async (body: Tuning, before: Tuning | null): Promise<void> => {
    const answer = await controller.call(routes.speakers.tuneSpeaker, { params, body });
    if (!answer.ok) return refused(answer.problem.code);
    onChanged();
    toast({
      text: t("speakers.pole.tuned", { name: speaker.name }),
      ...(before ? { undo: () => void tune(before, null) } : {}),
    });
  };
  const test = async (): Promise<void> => {
    setWorking(true);
    setSaid(null);
    const begun = await controller.call(routes.speakers.testSpeaker, { params });
    if (!begun.ok) refused(begun.problem.code);
    else setSaid(await resultOf(begun.value.broadcast));
    setWorking(false);
  };
  const step = (by: number): void => {
    const to = Math.max(QUIETEST_DB, Math.min(0, Math.round(levelDb) + by));
    void tune({ levelDb: to }, { levelDb: Math.round(levelDb) });
  };
  return (
    <section className="speakers-pole" aria-label={t("speakers.pole.title")}>
      <Button look="primary" isDisabled={working || speaker.disabled} onPress={() => void test()}>
        {t(working ? "speakers.pole.testing" : "speakers.pole.test")}
      </Button>
      <p role="status" className={said && said.played > 0 ? "desk-whole" : "desk-short"}>
        {said ? <Verdict said={said} /> : null}
      </p>
      <div className="speakers-pole-level">
        <Button
          aria-label={t("speakers.pole.softer")}
          isDisabled={levelDb <= QUIETEST_DB}
          onPress={() => step(-STEP_DB)}
        >
          −
        </Button>
        <output aria-label={t("speakers.column.level")}>{t("speakers.db", { db: levelDb })}</output>
        <Button
          aria-label={t("speakers.pole.louder")}
          isDisabled={levelDb >= 0}
          onPress={() => step(STEP_DB)}
        >
          +
        </Button>
      </div>
      <Switch on={muted} onChange={(on) => void tune({ muted: on }, { muted })}>
        {t("speakers.pole.mute")}
      </Switch>
    </section>
  );
}

function Verdict({ said }: { readonly said: BroadcastSummaryReply }) {
  const { t } = useTranslation();
  const reasonTitle = useReasonTitle();
  if (said.played + said.partial > 0) return <>{t("speakers.pole.sounded")}</>;
  return (
    <>
      {t("speakers.pole.silent")} {reasonTitle(said.failures[0]?.reason ?? "no-receipt")}
    </>
  );
}

/** Null when no result came in time. */
async function resultOf(broadcast: string): Promise<BroadcastSummaryReply | null> {
  const untilMs = performance.now() + RESULT_MS;
  while (performance.now() < untilMs) {
    const input = { params: { id: broadcast }, query: { wait: 2_000 } };
    const answer = await controller.call(routes.broadcasts.showResult, input);
    if (answer.ok && answer.status === 200) return answer.value;
    await new Promise((done) => setTimeout(done, 200));
  }
  return null;
}
