import type { BroadcastReply } from "@dalaba/api/browser";
import type { TFunction } from "i18next";
import { targetName } from "../desk/term-name";
import type { LiveState } from "../live/live-state";

/** A repetition was for some of the speakers of another broadcast, which its target names: `failed:ID`. */
const REPEAT = /^(failed|busy|all):[0-9a-f]{16}$/;

/** Whom a broadcast was for, in names. */
export function toName(
  { to, repeats }: Pick<BroadcastReply, "to" | "repeats">,
  town: Pick<LiveState, "speakers" | "sites" | "zones">,
  t: TFunction,
): string {
  const set = repeats === null ? undefined : REPEAT.exec(to)?.[1];
  return set === undefined ? targetName(to, town, t) : t(`history.repeatTo.${set}`);
}
