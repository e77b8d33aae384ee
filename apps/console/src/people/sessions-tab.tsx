import type { SessionReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { controller, problemIn, routes } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { Age } from "../kit/age";
import { Button } from "../kit/button";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useRefusalToast } from "../kit/use-refusal-toast";
import { useLive } from "../live/use-live";
import { browserOf } from "./browser-of";
import { useOperators, useReadAgain, useSessions } from "./use-people";

/** Who is signed in now, where from, and the one press that ends it. */
export function SessionsTab({ manages }: { readonly manages: boolean }) {
  const { t } = useTranslation();
  const sessions = useSessions();
  const operators = useOperators(manages);
  const rooms = useLive((state) => state.rooms);
  const toast = useToast();
  const refused = useRefusalToast();
  const readAgain = useReadAgain();
  const at = useTimeFormat({ dateStyle: "medium", timeStyle: "short" });
  const nameOf = ({ operator }: SessionReply): string => {
    const known = operators.data?.find(({ id }) => id === operator);
    return known ? known.displayName || known.name : operator;
  };
  const end = async (session: SessionReply): Promise<void> => {
    const answer = await controller.call(routes.sessions.endSession, { params: { id: session.id } });
    if (!answer.ok) return refused(answer.problem);
    readAgain();
    toast({ text: t("people.session.ended", { name: nameOf(session) }) });
  };
  return (
    <>
      {sessions.isPending ? <Loading /> : null}
      {sessions.error ? (
        <ProblemNote problem={problemIn(sessions.error)} onRetry={() => void sessions.refetch()} />
      ) : null}
      {sessions.data?.length === 0 ? <Empty title={t("people.session.none")} /> : null}
      <ul className="people-list">
        {sessions.data?.map((session) => (
          <li key={session.id} className="kit-panel people-row">
            <div className="people-who">
              <strong>
                {manages ? nameOf(session) : browserOf(session.agent)}
                {session.current ? <span className="people-self">{t("people.session.this")}</span> : null}
              </strong>
              <span className="muted">
                {rooms.find(({ id }) => id === session.room)?.name ?? t("operator.noRoom")}
              </span>
            </div>
            <span title={session.agent}>
              {browserOf(session.agent)} · {session.address}
            </span>
            <div className="people-when">
              <span>
                {t("people.session.seen")} <Age atMs={session.lastSeenAtMs} everyMs={10_000} />
              </span>
              <span className="muted">{t("people.session.since", { at: at(session.createdAtMs) })}</span>
            </div>
            <div className="people-row-acts">
              <Button
                small
                isDisabled={session.current}
                aria-label={t("people.session.endNamed", { name: nameOf(session) })}
                onPress={() => void end(session)}
              >
                {t("people.session.end")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
