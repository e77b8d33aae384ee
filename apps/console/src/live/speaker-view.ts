import type { SpeakerReply } from "@dalaba/api/browser";
import type { LiveState } from "./live-state";

export type SpeakerState = "sounding" | "online" | "offline" | "disabled" | "unknown";

/** How a speaker is shown. Without a living feed nobody knows whether it sounds: `unknown`, never yesterday's answer. */
export function speakerState(
  speaker: SpeakerReply,
  sounding: LiveState["sounding"],
  link: LiveState["link"],
): SpeakerState {
  if (speaker.disabled) return "disabled";
  if (link !== "live") return "unknown";
  if (sounding.has(speaker.id)) return "sounding";
  return speaker.online ? "online" : "offline";
}

export interface SpeakerCounts {
  readonly total: number;
  readonly online: number;
  readonly sounding: number;
  readonly offline: number;
}

export function countSpeakers(states: Iterable<SpeakerState>): SpeakerCounts {
  let [total, online, sounding, offline] = [0, 0, 0, 0];
  for (const state of states) {
    total++;
    if (state === "sounding") sounding++;
    if (state === "sounding" || state === "online") online++;
    if (state === "offline") offline++;
  }
  return { total, online, sounding, offline };
}
