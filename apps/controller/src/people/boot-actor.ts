import { type Actor, asId, EVERYWHERE, type OperatorId, PERMISSIONS } from "@dalaba/core";

/** Who acts with DALABA_BOOT_TOKEN: the demo, tests and the bench. Named in the audit, stored nowhere. */
export const BOOT_ACTOR: Actor = {
  operator: asId<OperatorId>("boot"),
  name: "boot token",
  room: null,
  grants: [{ role: "admin", site: EVERYWHERE, maxPriority: 79, permissions: PERMISSIONS }],
  token: null,
};
