import { useCallback, useState } from "react";
import { KeptSettings, type TalkSettings } from "../talk/talk-settings";

/** How this browser's operator speaks, as it is kept here. */
export function useTalkSettings(): readonly [TalkSettings, (changes: Partial<TalkSettings>) => void] {
  const [kept] = useState(() => new KeptSettings(localStorage));
  const [settings, setSettings] = useState(kept.value);
  const change = useCallback((changes: Partial<TalkSettings>) => setSettings(kept.change(changes)), [kept]);
  return [settings, change];
}
