import type { BroadcastReply, Problem } from "@dalaba/api/browser";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { ProblemNote } from "../kit/state";
import { clockOf } from "./broadcast-words";

/** One press of an arrow key moves this far, s. */
const STEP_S = 1;

/** Plays the recording as it was sent. Nothing is fetched before it is asked for: whoever listens is in the audit. */
export function RecordingPlayer({ broadcast }: { readonly broadcast: BroadcastReply }) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [atS, setAtS] = useState(0);
  const [lengthS, setLengthS] = useState((broadcast.durationMs ?? 0) / 1000);
  const [problem, setProblem] = useState<Problem | "cannot" | null>(null);
  const url = routes.broadcasts.playRecording.path.replace("{id}", broadcast.id);
  if (!broadcast.recorded) return <p className="muted">{t("history.player.none")}</p>;

  const toggle = (): void => {
    const player = audio.current;
    if (!player) return;
    setProblem(null);
    if (!player.paused) player.pause();
    else void player.play().catch(() => void whyNot(broadcast.id).then(setProblem));
  };
  const said = (seconds: number): string => t("history.length", clockOf(seconds * 1000));
  return (
    <div className="history-player">
      {/* biome-ignore lint/a11y/useMediaCaption: nobody wrote down what was said */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)}
        onTimeUpdate={(event) => setAtS(event.currentTarget.currentTime)}
        onDurationChange={(event) => {
          const { duration } = event.currentTarget;
          if (Number.isFinite(duration) && duration > 0) setLengthS(duration);
        }}
      />
      <div className="history-player-bar">
        <Button look="primary" className="history-play" onPress={toggle}>
          <span aria-hidden="true">{playing ? "❚❚" : "▶"}</span>
          {t(playing ? "history.player.pause" : "history.player.play")}
        </Button>
        <input
          type="range"
          aria-label={t("history.player.position")}
          aria-valuetext={t("history.player.at", { at: said(atS), of: said(lengthS) })}
          min={0}
          max={Math.max(lengthS, 0.1)}
          step={STEP_S / 10}
          value={Math.min(atS, lengthS)}
          onKeyDown={(event) => {
            const step = { ArrowLeft: -STEP_S, ArrowRight: STEP_S }[event.key];
            if (step === undefined || !audio.current) return;
            event.preventDefault();
            audio.current.currentTime = Math.min(Math.max(0, audio.current.currentTime + step), lengthS);
          }}
          onChange={(event) => {
            setAtS(Number(event.target.value));
            if (audio.current) audio.current.currentTime = Number(event.target.value);
          }}
        />
        <span className="history-player-time">
          {said(atS)} / {said(lengthS)}
        </span>
        <a href={url} download={`${broadcast.id}.opus`} className="kit-button small">
          {t("history.player.download")}
        </a>
      </div>
      {problem === "cannot" ? (
        <div className="kit-note warning" role="alert">
          {t("history.player.cannot")}
        </div>
      ) : null}
      {problem !== null && problem !== "cannot" ? <ProblemNote problem={problem} onRetry={toggle} /> : null}
    </div>
  );
}

/** An audio element says only that it failed: the controller says why. From the second byte on leaves no audit line. */
async function whyNot(id: string): Promise<Problem | "cannot"> {
  const headers = { range: "bytes=1-1" };
  const answer = await controller.open(routes.broadcasts.playRecording, { params: { id } }, { headers });
  return answer.ok ? "cannot" : answer.problem;
}
