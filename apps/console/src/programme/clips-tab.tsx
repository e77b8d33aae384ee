import type { ClipReply, Problem } from "@dalaba/api/browser";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, problemIn, routes } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { clockOf } from "../history/broadcast-words";
import { Button } from "../kit/button";
import { Check } from "../kit/choice";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useRefusalToast } from "../kit/use-refusal-toast";
import { type Sending, sendSound } from "./send-file";
import { useClips, useReadAgain } from "./use-programme";
import { Waveform } from "./waveform";

const ACCEPTED = ".wav,.mp3,.flac,.m4a,.aac,.ogg,.opus,audio/*";

/** Sounds that lie on the controller: heard here, sent here, taken away and brought back here. */
export function ClipsTab({ manages }: { readonly manages: boolean }) {
  const { t } = useTranslation();
  const [deleted, setDeleted] = useState(false);
  const clips = useClips(deleted);
  return (
    <>
      <div className="programme-acts">
        <Check on={deleted} onChange={setDeleted}>
          {t("programme.clip.deleted")}
        </Check>
        {manages && !deleted ? <Upload /> : null}
      </div>
      {clips.isPending ? <Loading /> : null}
      {clips.error ? (
        <ProblemNote problem={problemIn(clips.error)} onRetry={() => void clips.refetch()} />
      ) : null}
      {clips.data?.length === 0 ? (
        <Empty title={t(deleted ? "programme.clip.noneDeleted" : "programme.clip.none")}>
          <p>{t("programme.clip.noneHint")}</p>
        </Empty>
      ) : null}
      <ul className="programme-list">
        {clips.data?.map((clip) => (
          <ClipRow key={clip.id} clip={clip} manages={manages} />
        ))}
      </ul>
    </>
  );
}

function ClipRow({ clip, manages }: { readonly clip: ClipReply; readonly manages: boolean }) {
  const { t } = useTranslation();
  const day = useTimeFormat({ dateStyle: "medium" });
  const toast = useToast();
  const refused = useRefusalToast();
  const readAgain = useReadAgain();
  const [hearing, setHearing] = useState(false);
  const { id, title, newest, language, deletedAtMs } = clip;
  const act = async (route: "removeClip" | "restoreClip"): Promise<void> => {
    const answer = await controller.call(routes.clips[route], { params: { id } });
    if (!answer.ok) return refused(answer.problem);
    readAgain();
    if (route === "restoreClip") toast({ text: t("programme.clip.restored", { title }) });
    else toast({ text: t("programme.clip.removed", { title }), undo: () => void act("restoreClip") });
  };
  return (
    <li className="kit-panel programme-row">
      <div className="programme-what">
        <strong>{title}</strong>
        <span className="muted">
          {t("history.length", clockOf(newest.durationMs))} · {language ?? t("programme.clip.noLanguage")} ·{" "}
          {t("programme.clip.version", { n: newest.number })} · {day(newest.atMs)} · {newest.by.name}
        </span>
      </div>
      <Waveform peaks={newest.waveform} />
      <div className="programme-row-acts">
        {hearing ? (
          // biome-ignore lint/a11y/useMediaCaption: what is said stands in its title, where anybody wrote it down
          <audio controls autoPlay src={routes.clips.readClip.path.replace("{id}", id)} />
        ) : (
          <Button
            small
            onPress={() => setHearing(true)}
            aria-label={t("programme.clip.hearNamed", { title })}
          >
            ▶ {t("programme.clip.hear")}
          </Button>
        )}
        {manages ? (
          <Button small onPress={() => void act(deletedAtMs === null ? "removeClip" : "restoreClip")}>
            {t(deletedAtMs === null ? "common.remove" : "programme.clip.restore")}
          </Button>
        ) : null}
      </div>
    </li>
  );
}

/** Files are chosen; how far it is stands where it was asked for. */
function Upload() {
  const { t } = useTranslation();
  const input = useRef<HTMLInputElement>(null);
  const toast = useToast();
  const readAgain = useReadAgain();
  const [sending, setSending] = useState<(Sending & { readonly name: string }) | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [music, setMusic] = useState(false);
  const take = async (files: readonly File[]): Promise<void> => {
    setProblem(null);
    for (const file of files) {
      const title = file.name.replace(/\.[^.]+$/, "").slice(0, 120) || file.name;
      const wish = { title, sound: music ? ("music" as const) : ("speech" as const) };
      const outcome = await sendSound(file, wish, (now) => setSending({ ...now, name: file.name }));
      if ("problem" in outcome) {
        setProblem(outcome.problem);
        break;
      }
      toast({ text: t("programme.clip.added", { title }) });
      readAgain();
    }
    setSending(null);
  };
  return (
    <div className="programme-upload">
      <input
        ref={input}
        type="file"
        accept={ACCEPTED}
        multiple
        hidden
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          event.target.value = "";
          void take(files);
        }}
      />
      <Check on={music} onChange={setMusic}>
        {t("programme.clip.music")}
      </Check>
      <Button look="primary" isDisabled={sending !== null} onPress={() => input.current?.click()}>
        {t("programme.clip.add")}
      </Button>
      {sending === null ? null : (
        <div className="programme-sending" role="status">
          <span>
            {sending.name}: {t(`programme.step.${sending.step}`)}
          </span>
          <progress value={sending.share} max={1} />
        </div>
      )}
      {problem === null ? null : <ProblemNote problem={problem} />}
    </div>
  );
}
