import type { InputOf, routes } from "@dalaba/api/browser";
import type { ChimeName } from "@dalaba/protocol";
import type { NightAnswer } from "./talk-state";

/** What one talk is, beside what the settings remember. */
export interface TalkOptions {
  /** Needs the permission `emergency`. */
  readonly emergency: boolean;
  /** Why in the night; the audit keeps it. */
  readonly why: string | undefined;
  readonly night: NightAnswer;
  /** The incident that it is said about. */
  readonly incident: string | undefined;
  /** Where the operator speaks from, when it is not the session's room. */
  readonly room: string | undefined;
}

export const PLAIN_TALK: TalkOptions = {
  ...{ emergency: false, why: undefined, night: "no", incident: undefined, room: undefined },
};

export type TalkRequest = InputOf<typeof routes.talks.openTalk>["body"];

export function requestOf(to: readonly string[], chime: ChimeName, options: TalkOptions): TalkRequest {
  const { emergency, why, night, incident, room } = options;
  return {
    ...{ kind: "talk", to: [...to], emergency, chime, night },
    ...(why === undefined ? {} : { why }),
    ...(incident === undefined ? {} : { incident }),
    ...(room === undefined ? {} : { room }),
  };
}
