import type { Store } from "@dalaba/store";
import { hashOf, newSecret } from "./secrets";

/** For the first start and for lost passwords: an hour, once. */
export const LINK_LIFE_MS = 3_600_000;

export interface SignInLink {
  /** The secret that stands behind `/sign-in?link=`. */
  readonly secret: string;
  readonly expiresAtMs: number;
}

/** Inside the caller's transaction; only the hash is stored. */
export function makeLink(store: Pick<Store, "sessions">, operator: string, nowMs: number): SignInLink {
  const link = { secret: newSecret(), expiresAtMs: nowMs + LINK_LIFE_MS };
  store.sessions.addLink({ hash: hashOf(link.secret), operator, expiresAtMs: link.expiresAtMs }, nowMs);
  return link;
}

export function linkUrl(baseUrl: string, link: SignInLink): string {
  return `${baseUrl}/sign-in?link=${link.secret}`;
}
