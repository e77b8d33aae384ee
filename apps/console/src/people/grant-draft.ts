import type { GrantReply } from "@dalaba/api/browser";

/** A grant as it is being written: its number may still be none. */
export interface GrantDraft {
  readonly role: GrantReply["role"];
  readonly site: string;
  readonly maxPriority: string;
  readonly emergency: boolean;
}

/** From 80 on a priority is the permission's, not the role's. */
const MOST = 79;

export function isPriority(text: string): boolean {
  return /^\d{1,2}$/.test(text.trim()) && Number(text) <= MOST;
}

export function draftOf({ role, site, maxPriority, permissions }: GrantReply): GrantDraft {
  return { role, site, maxPriority: String(maxPriority), emergency: permissions.includes("emergency") };
}

/** Another role brings its own highest priority along; what was typed was meant for the role before. */
export function withRole(grant: GrantDraft, role: GrantReply["role"], maxPriority: number): GrantDraft {
  return { ...grant, role, maxPriority: String(maxPriority) };
}

/** What is sent; null while a number is none, or two grants of one role stand for one site. */
export function grantsOf(drafts: readonly GrantDraft[]): GrantReply[] | null {
  const places = new Set(drafts.map(({ role, site }) => `${role} ${site}`));
  if (places.size < drafts.length || !drafts.every(({ maxPriority }) => isPriority(maxPriority))) return null;
  return drafts.map(({ role, site, maxPriority, emergency }) => ({
    ...{
      role,
      site,
      maxPriority: Number(maxPriority),
      permissions: emergency ? (["emergency"] as const).slice() : [],
    },
  }));
}
