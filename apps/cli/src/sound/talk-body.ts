import type { InputOf, routes } from "@dalaba/api";
import type { SoundOptions } from "./broadcast";

/** What is asked of the controller, by the options of the command line. */
export function talkBody(
  kind: "talk" | "play",
  to: readonly string[],
  options: SoundOptions,
): InputOf<typeof routes.talks.openTalk>["body"] {
  const { chime, night, gain, wait, why, room, priority } = options;
  return {
    ...{ kind, to: [...to], emergency: options.emergency === true, chime, night },
    ...{ gainDb: gain, waitMs: wait === true ? 0 : wait * 1000 },
    ...(why === undefined ? {} : { why }),
    ...(options.incident === undefined ? {} : { incident: options.incident }),
    ...(room === undefined ? {} : { room }),
    ...(priority === undefined ? {} : { priority }),
    ...(options.arrange === "aligned" ? { arrange: options.arrange } : {}),
    ...(options.test ? { test: true } : {}),
    ...(options.fallback ? { fallback: true } : {}),
    ...(options.allOrNothing ? { allOrNothing: true } : {}),
  };
}
