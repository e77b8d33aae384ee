import { clipErrors } from "./errors/clips.zh-CN";
import { incidentErrors } from "./errors/incidents.zh-CN";
import { peopleErrors } from "./errors/people.zh-CN";
import { requestErrors } from "./errors/requests.zh-CN";
import { scheduleErrors } from "./errors/schedules.zh-CN";
import { soundErrors } from "./errors/sound.zh-CN";
import { systemErrors } from "./errors/system.zh-CN";
import { townErrors } from "./errors/town.zh-CN";

/**
 * What went wrong and what an operator does next, for every code a page can meet: those of the API and of the talk
 * uplink. `{{names}}` are the problem's params. A code without words here fails a test.
 */
export const errors = {
  ...requestErrors,
  ...peopleErrors,
  ...soundErrors,
  ...clipErrors,
  ...scheduleErrors,
  ...incidentErrors,
  ...townErrors,
  ...systemErrors,
} as const;
