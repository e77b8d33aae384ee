import { openapiDocument } from "@dalaba/api";
import type { Store } from "@dalaba/store";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AirLink } from "../air-link/types";
import type { Clock } from "../clock";
import { announced } from "../feed/announce";
import type { StoredFeed } from "../feed/stored-feed";
import type { Log } from "../log";
import type { Passwords } from "../people/passwords";
import { SessionBook } from "../people/session-book";
import type { Settings } from "../settings";
import type { TownTls } from "../tls";
import type { TroubleBoard } from "../trouble";
import { VERSION } from "../version";
import { type AppParts, buildApp, type Groups } from "./app";
import type { AppEnv } from "./env";
import { type GuardedBroadcast, guardWith } from "./guard";
import { identifyWith } from "./identify";
import { createMetrics } from "./metrics";
import { pagesWith } from "./pages/pages";
import { trustPages } from "./pages/trust-pages";
import { RefusedActs } from "./refused-acts";
import { auditHandlers } from "./routes/audit";
import { configHandlers } from "./routes/config";
import { eventHandlers } from "./routes/events";
import { healthHandlers } from "./routes/health";
import { operatorHandlers } from "./routes/operators";
import { roleHandlers } from "./routes/roles";
import { sessionHandlers } from "./routes/session";
import { sessionsHandlers } from "./routes/sessions";
import { type StatusParts, statusHandlers } from "./routes/status";
import { tokenHandlers } from "./routes/tokens";

/** The groups whose handlers need the town, the speakers and `air`. */
export type SoundGroups = Pick<
  Groups,
  | "places"
  | "maps"
  | "speakers"
  | "town"
  | "targets"
  | "acoustics"
  | "talks"
  | "broadcasts"
  | "onAir"
  | "broker"
  | "retention"
  | "uploads"
  | "clips"
  | "plays"
  | "speech"
  | "announcements"
  | "schedules"
  | "calendars"
  | "incidents"
  | "cameraEvents"
  | "links"
  | "eventSources"
  | "pictures"
>;

export interface HttpSideParts {
  readonly store: Store;
  readonly settings: Pick<Settings, "shown" | "bootToken">;
  readonly clock: Clock;
  readonly log: Log;
  readonly air: Pick<AirLink, "peer" | "ask">;
  readonly feed: StoredFeed;
  readonly troubles: TroubleBoard;
  readonly passwords: Passwords;
  readonly sound: SoundGroups;
  /** What is not for people; left out: nothing. */
  readonly doors?: AppParts["pages"];
  readonly online: StatusParts["online"];
  readonly urls: StatusParts["urls"];
  readonly tls?: Pick<TownTls, "authority"> | null;
  /** A broadcast as the guard needs it, one that was only just opened too. */
  broadcast(id: string): GuardedBroadcast | undefined;
  readonly checkReplies?: boolean;
  readonly handlerTimeoutMs?: number;
  /** Tests: another built console than this repository's. */
  readonly console?: { readonly consoleFolder: string };
}

/** What the feed calls a change of an operator. */
const OPERATOR_ACTS = {
  addOperator: "added",
  changeOperator: "changed",
  removeOperator: "removed",
  setGrants: "grants",
  setPassword: "password",
} as const;

/** A long poll waits 30 s; what takes longer than twice that is stuck. */
const HANDLER_TIMEOUT_MS = 60_000;

/** Everything behind the HTTP port, from its parts. */
export function httpSide(parts: HttpSideParts): OpenAPIHono<AppEnv> {
  const { store, clock, feed, troubles, passwords, settings, online, urls, air } = parts;
  const sessions = new SessionBook(store, clock);
  const people = { store, clock, sessions, passwords, baseUrl: () => urls().http };
  const status = { store, air, troubles, startedAtMs: clock.nowMs(), online, urls };
  const metrics = createMetrics({ air, gauges: () => gaugesOf(parts) });
  let document: Record<string, unknown> | null = null;
  const groups: Groups = {
    ...parts.sound,
    session: sessionHandlers(people),
    sessions: sessionsHandlers(people),
    operators: announced(operatorHandlers(people), "operators-changed", OPERATOR_ACTS, { feed, clock }),
    roles: roleHandlers(),
    tokens: tokenHandlers(people),
    events: eventHandlers({ feed }),
    audit: auditHandlers(store),
    status: statusHandlers(status),
    config: configHandlers(settings),
    health: healthHandlers({
      troubles,
      metrics,
      document: () => {
        document ??= openapiDocument(VERSION);
        return document;
      },
    }),
  };
  const appParts: AppParts = {
    identify: identifyWith({ store, sessions, bootToken: settings.bootToken, clock }),
    guard: guardWith({ store, broadcast: parts.broadcast }),
    refused: new RefusedActs(store, clock),
    handlerTimeoutMs: parts.handlerTimeoutMs ?? HANDLER_TIMEOUT_MS,
    checkReplies: parts.checkReplies ?? false,
    log: parts.log,
    answered: metrics.answered,
    pages: (app) => {
      parts.doors?.(app);
      trustPages(app, { authority: parts.tls?.authority ?? null, url: () => urls().http });
      pagesWith({ talkUrl: () => urls().talk, ...parts.console })(app);
    },
  };
  return buildApp(groups, appParts);
}

function gaugesOf({ store, troubles, feed }: HttpSideParts): Readonly<Record<string, number>> {
  return {
    ready: troubles.ready() ? 1 : 0,
    problems: troubles.all().length,
    broadcasts_open: store.broadcasts.open().length,
    events_last_id: feed.lastId,
    speakers: store.speakers.count(),
  };
}
