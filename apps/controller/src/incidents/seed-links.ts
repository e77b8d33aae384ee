import { randomBytes } from "node:crypto";
import { EVENT_KINDS, type EventKind } from "@dalaba/core/camera-event";
import { linkSchema } from "@dalaba/core/link";
import type { Store } from "@dalaba/store";

const SEEDED = "links.seeded";

/** What every tree in the wind and every passer-by reports: it is kept, and nobody is called. */
const EVERYDAY: ReadonlySet<EventKind> = new Set<EventKind>([
  "motion",
  "object",
  "sound",
  "digital-input",
  "signal-loss",
  "other",
]);

/**
 * A link to begin with: what somebody should look at opens an incident. It sounds nothing. Not again once it was there,
 * whatever became of it.
 */
export function seedLinks(store: Store, nowMs: number): void {
  if (store.settings.get(SEEDED) !== undefined) return;
  const kinds = EVENT_KINDS.filter((kind) => !EVERYDAY.has(kind));
  const document = linkSchema.parse({ title: "需要查看 · To look at", when: { kinds } });
  store.tx(() => {
    const id = randomBytes(8).toString("hex");
    if (!store.links.any())
      store.links.put({
        id,
        revision: 1,
        document,
        changedAtMs: nowMs,
        actorId: "system",
        actorName: "Dalaba",
      });
    store.settings.set(SEEDED, true, nowMs);
  });
}
