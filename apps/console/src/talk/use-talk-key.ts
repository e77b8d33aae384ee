import { useSyncExternalStore } from "react";
import type { TalkKey } from "./talk-key";
import type { TalkView } from "./talk-view";

/**
 * What a screen shows of the key. With `select` it is drawn anew only when that part changes: the meter moves ten times
 * a second, the rest seldom. `select` gives a value that is kept as long as it is equal, no new object each time.
 */
export function useTalkKey(key: TalkKey): TalkView;
export function useTalkKey<T>(key: TalkKey, select: (view: TalkView) => T): T;
export function useTalkKey<T>(key: TalkKey, select?: (view: TalkView) => T): T | TalkView {
  return useSyncExternalStore<T | TalkView>(key.subscribe, () => (select ? select(key.view()) : key.view()));
}
