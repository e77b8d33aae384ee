import type { ExplanationReply } from "@dalaba/api/browser";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { controller, problemIn, routes, valueIn } from "../app/controller";
import { targetName } from "../desk/term-name";
import { useReasonTitle } from "../kit/reason-title";
import { ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";

const ASK_MS = 5_000;
const SOUNDS: readonly string[] = ["sounding", "ducked"];

/** Why it sounds what it sounds now, and not what else is on air. */
export function Why({ speaker }: { readonly speaker: string }) {
  const { t } = useTranslation();
  const air = useLive(({ onAir }) =>
    onAir.map(({ broadcast, sounding }) => broadcast + sounding.length).join(),
  );
  const asked = useQuery({
    queryKey: ["why", speaker, air],
    queryFn: ({ signal }) =>
      valueIn(
        controller.call(routes.speakers.explainSpeaker, { params: { id: speaker }, query: {} }, signal),
      ),
    refetchInterval: ASK_MS,
    placeholderData: (before) => before,
  });
  if (asked.error)
    return <ProblemNote problem={problemIn(asked.error)} onRetry={() => void asked.refetch()} />;
  const told = asked.data;
  if (!told) return null;
  return (
    <ul className="speakers-why">
      {told.online === false ? <li className="desk-short">{t("speakers.why.away")}</li> : null}
      {told.muted ? <li className="desk-short">{t("speakers.why.muted")}</li> : null}
      {told.lines.length === 0 ? <li className="muted">{t("speakers.why.nothing")}</li> : null}
      {told.lines.map((line) => (
        <WhyLine key={line.broadcast} line={line} />
      ))}
    </ul>
  );
}

function WhyLine({ line }: { readonly line: ExplanationReply["lines"][number] }) {
  const { t } = useTranslation();
  const reasonTitle = useReasonTitle();
  const town = useLive((state) => state);
  const { broadcast, by, to, code, why, holder } = line;
  return (
    <li className={SOUNDS.includes(code) ? "" : "muted"}>
      <strong>{t(`speakers.why.code.${code}`)}</strong>{" "}
      <Link to={`/history/${broadcast}`}>{t("speakers.why.what", { by, to: targetName(to, town, t) })}</Link>{" "}
      {why === "" ? null : <span>{reasonTitle(why)}</span>}{" "}
      {holder ? (
        <Link to={`/history/${holder.broadcast}`}>{t("speakers.why.holder", { by: holder.by })}</Link>
      ) : null}
    </li>
  );
}
