import type { Act } from "@dalaba/core";

/**
 * Who may use a route, declared beside it; the server's guard asks core's `permit` with it before the handler runs.
 * - `public`: health, sign-in and static files alone (issue 2 item 4)
 * - `signed-in`: everyone signed in, about themselves; the handler asks what else it must
 * - an act: on what the path or the body names
 */
export type RouteRight = "public" | "signed-in" | ActRight;

export interface ActRight {
  readonly act: Act;
  /** Holding this one instead will do at the door; the handler asks for the one that the body means. */
  readonly or?: Act;
  /** Holding this one will do at the door for a body that says `test: true`; the handler asks for it then. */
  readonly test?: Act;
  readonly of: RightObject;
}

/**
 * What an act is done to, and so which sites must be covered.
 * - `anywhere`: no site is meant; lists are filtered afterwards
 * - `whole`: the whole installation: every root site
 * - `speaker`: the site of the path's speaker
 * - `broadcast-seen`: one of the sites of the path's broadcast; `broadcast-stopped`: all of them, at its priority
 * - `map`: the site of the path's map layer, any at all when it has none
 * - `clip`: the site of the path's clip; of one of the whole installation: to see it any at all, else every root site
 * - `site-in-body`: the site that the body names
 * - `asked-by-handler`: the handler resolves the targets or the plan, and asks `permit` for every site of them
 */
export type RightObject =
  | "anywhere"
  | "whole"
  | "speaker"
  | "broadcast-seen"
  | "broadcast-stopped"
  | "map"
  | "clip"
  | "site-in-body"
  | "asked-by-handler";
