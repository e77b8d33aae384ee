import { desk } from "./desk.zh-CN";
import { errors } from "./errors.zh-CN";
import { frame } from "./frame.zh-CN";
import { history } from "./history.zh-CN";
import { incidents } from "./incidents.zh-CN";
import { map } from "./map.zh-CN";
import { people } from "./people.zh-CN";
import { programme } from "./programme.zh-CN";
import { reasons } from "./reasons.zh-CN";
import { session } from "./session.zh-CN";
import { settings } from "./settings.zh-CN";
import { listen, once, speakers } from "./speakers.zh-CN";
import { talk } from "./talk.zh-CN";

/** Everything the console says, in Chinese: the first language, and the measure of completeness for the others. */
export const catalogue = {
  ...frame,
  ...session,
  desk,
  errors,
  map,
  history,
  incidents,
  speakers,
  listen,
  once,
  people,
  programme,
  settings,
  talk,
  reason: reasons,
};
