import type { TokenReply } from "@dalaba/api/browser";
import { isPriority } from "./grant-draft";

export type Act = TokenReply["acts"][number];

/** Everything a token can be allowed, in the order it is offered. */
export const TOKEN_ACTS = [
  "see",
  "hear",
  "talk",
  "play",
  "stop",
  "manage-clips",
  "manage-schedules",
  "handle-incidents",
  "manage-speakers",
  "manage-town",
  "manage-operators",
  "manage-system",
  "see-audit",
  "read-metrics",
] as const satisfies readonly Act[];

export interface TokenDraft {
  readonly name: string;
  readonly acts: readonly string[];
  /** None: wherever its owner may. */
  readonly sites: readonly string[];
  /** Empty: as high as its owner's own. */
  readonly maxPriority: string;
  readonly days: string;
}

export const EMPTY_TOKEN: TokenDraft = { name: "", acts: ["see"], sites: [], maxPriority: "", days: "90" };

/** The longest life of a token, days; the controller says the same. */
const MOST_DAYS = 400;

export function isDays(text: string): boolean {
  return /^\d{1,3}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= MOST_DAYS;
}

/** What is sent, or null while something is missing or out of range. */
export function newToken({ name, acts, sites, maxPriority, days }: TokenDraft) {
  const wanted = TOKEN_ACTS.filter((act) => acts.includes(act));
  const priority = maxPriority.trim();
  if (name.trim() === "" || wanted.length === 0 || !isDays(days)) return null;
  if (priority !== "" && !isPriority(priority)) return null;
  return {
    ...{ name: name.trim(), acts: wanted, sites: sites.length === 0 ? null : [...sites] },
    ...(priority === "" ? {} : { maxPriority: Number(priority) }),
    expiresInDays: Number(days),
  };
}
