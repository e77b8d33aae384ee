import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { controller } from "../app/controller";
import { targetExpression } from "../desk/target-terms";
import { useTargets } from "../desk/targets";
import { letFocusGo } from "./let-focus-go";
import { pageTalkKey } from "./page-talk-key";
import type { TalkKey } from "./talk-key";
import type { KeySource, NightAnswer } from "./talk-state";
import { watchPage } from "./watch-page";

/** What is said beside the voice, for the next press: gone when other targets are chosen. */
export interface PressOptions {
  readonly emergency: boolean;
  readonly night: NightAnswer;
  readonly why: string | undefined;
}

const PLAIN: PressOptions = { emergency: false, night: "no", why: undefined };

export interface TalkHands {
  readonly key: TalkKey;
  readonly options: PressOptions;
  setOptions(change: Partial<PressOptions>): void;
  /** The incident that whatever is said now is about; undefined: none. */
  readonly about: string | undefined;
  setAbout(incident: string | undefined): void;
  press(source: KeySource): void;
  release(source: KeySource): void;
}

const TalkContext = createContext<TalkHands | null>(null);

/** One key for all screens of this window: a latched talk goes on while the operator looks something up. */
export function TalkProvider({ children }: { readonly children: ReactNode }) {
  const { chips } = useTargets();
  const [key] = useState(() => pageTalkKey(controller));
  const [options, setAll] = useState(PLAIN);
  const [about, setAbout] = useState<string>();
  useEffect(() => {
    const unbind = watchPage(key);
    const unbindFocus = letFocusGo(window);
    return () => {
      unbind();
      unbindFocus();
      key.leave();
      key.disarm();
    };
  }, [key]);
  // An emergency, or a night, is answered for the people it was asked about.
  // biome-ignore lint/correctness/useExhaustiveDependencies: chips are why
  useEffect(() => setAll(PLAIN), [chips]);
  useEffect(() => {
    key.setTarget(targetExpression(chips));
    key.setOptions({ ...options, incident: about });
  }, [key, chips, options, about]);
  const hands = useMemo<TalkHands>(
    () => ({
      key,
      ...{ options, about, setAbout },
      setOptions: (change) => setAll((now) => ({ ...now, ...change })),
      press: (source) => key.press(source),
      release: (source) => key.release(source),
    }),
    [key, options, about],
  );
  return <TalkContext value={hands}>{children}</TalkContext>;
}

export function useTalk(): TalkHands {
  const hands = useContext(TalkContext);
  if (!hands) throw new Error("no talk above");
  return hands;
}
