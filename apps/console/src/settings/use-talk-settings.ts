import { useCallback } from "react";
import { useTalk } from "../talk/talk-context";
import type { TalkSettings } from "../talk/talk-settings";
import { useTalkKey } from "../talk/use-talk-key";

/** How this browser's operator speaks, as the talk key keeps it. */
export function useTalkSettings(): readonly [TalkSettings, (changes: Partial<TalkSettings>) => void] {
  const { key } = useTalk();
  const settings = useTalkKey(key, (view) => view.settings);
  const change = useCallback((changes: Partial<TalkSettings>) => key.changeSettings(changes), [key]);
  return [settings, change];
}
