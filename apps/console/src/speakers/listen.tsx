import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";
import { Listening, type ListenState } from "./listening";

const SHAPES: Readonly<Record<ListenState["is"], string>> = {
  off: "○",
  connecting: "…",
  listening: "◉",
  silent: "◌",
  unavailable: "✕",
};

/** Hear in this browser what a speaker sounds now. It ends when it is pressed again, or left. */
export function Listen({ speaker }: { readonly speaker: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<ListenState>({ is: "off" });
  const listenable = useLive(({ speakers }) => speakers.get(speaker)?.listenable);
  const listening = useRef<Listening | null>(null);
  const stop = (): void => {
    listening.current?.stop();
    listening.current = null;
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another speaker is another listening
  useEffect(() => {
    setState({ is: "off" });
    return stop;
  }, [speaker]);
  // Real horns have no way back to here; the simulated ones beside the controller have.
  if (listenable === false) return <p className="muted">{t("listen.notHere")}</p>;
  const on = state.is !== "off" && state.is !== "unavailable";
  return (
    <div className="speakers-listen">
      <Button
        onPress={() => {
          stop();
          if (on) setState({ is: "off" });
          else listening.current = new Listening(speaker, setState);
        }}
      >
        {t(on ? "listen.stop" : "listen.start")}
      </Button>
      <span className={`speakers-listen-state ${state.is}`} role="status">
        <span aria-hidden="true">{SHAPES[state.is]} </span>
        {t(`listen.state.${state.is}`)}
      </span>
      {state.is === "unavailable" ? <ProblemNote problem={state.problem} /> : null}
    </div>
  );
}
