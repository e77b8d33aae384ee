import type { catalogue as zh } from "./catalogue.zh-CN";
import { desk } from "./desk.en";
import { errors } from "./errors.en";
import { frame } from "./frame.en";
import { history } from "./history.en";
import { incidents } from "./incidents.en";
import { map } from "./map.en";
import { people } from "./people.en";
import { programme } from "./programme.en";
import { reasons } from "./reasons.en";
import { session } from "./session.en";
import { settings } from "./settings.en";
import { listen, once, speakers } from "./speakers.en";
import { talk } from "./talk.en";
import type { Words } from "./words";

export const catalogue: Words<typeof zh> = {
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
