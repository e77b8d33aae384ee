import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTalk } from "../talk/talk-context";
import { isLive } from "../talk/talk-turn";
import { useTalkKey } from "../talk/use-talk-key";
import { BusyLine } from "./busy-line";
import { Preflight } from "./preflight";
import { RepeatToBusy } from "./repeat-to-busy";

/** One line under the key: what is wrong with the microphone, or what became of the last talk. Its place is kept. */
export function TalkNote({ wide }: { readonly wide: boolean }) {
  const { t, i18n } = useTranslation();
  const { key } = useTalk();
  const problem = useTalkKey(key, (view) => view.problem);
  const mic = useTalkKey(key, (view) => view.mic);
  const lastResult = useTalkKey(key, (view) => view.lastResult);
  const state = useTalkKey(key, (view) => view.state);
  const busy = useTalkKey(key, (view) => view.busy);
  const accepted = useTalkKey(key, (view) => view.accepted);
  const of = useTalkKey(key, (view) => view.of);
  const words = (code: string, params: Readonly<Record<string, unknown>>) => {
    const base = i18n.exists(`talk.fault.${code}.title`) ? `talk.fault.${code}` : `errors.${code}`;
    return { title: t(`${base}.title`, { ...params }), next: t(`${base}.next`, { ...params }) };
  };
  const fault =
    problem ?? (mic === "off" || mic === "arming" || mic === "armed" ? null : { code: mic, params: {} });
  if (fault) {
    const { title, next } = words(fault.code, fault.params);
    return (
      <div className="desk-talk-note problem" role="alert">
        <strong>{title}</strong> <span>{next}</span>{" "}
        {fault.code === "insecure-page" ? <a href="/trust">{t("signIn.trust")}</a> : null}
      </div>
    );
  }
  if (isLive(state) && busy.length > 0) return <BusyLine {...{ accepted, of, busy }} />;
  if (wide)
    return (
      <div className="desk-talk-note desk-short" role="status">
        <strong>{t("desk.talk.wide")}</strong>
        <Preflight />
      </div>
    );
  if (state === "ended" && lastResult?.result) {
    const { played, targets, partial, failed, firstSoundMs } = lastResult.result;
    const missed = partial + failed;
    return (
      <div className="desk-talk-note" role="status">
        <Link to={`/history/${lastResult.broadcast}`} className={missed === 0 ? "desk-whole" : "desk-short"}>
          {missed === 0 ? "✓ " : "△ "}
          {t("desk.talk.result", { played, targets })}
        </Link>
        <span className="muted">
          {missed > 0 ? `${t("desk.talk.resultProblem", { count: missed })} · ` : ""}
          {firstSoundMs.p50 === null ? "" : t("desk.talk.resultAfter", { ms: Math.round(firstSoundMs.p50) })}
          <RepeatToBusy key={lastResult.broadcast} result={lastResult.result} />
        </span>
      </div>
    );
  }
  return (
    <div className="desk-talk-note" role="status">
      <Preflight />
    </div>
  );
}
