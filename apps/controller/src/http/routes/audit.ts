import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Handlers } from "../context";

export function auditHandlers(store: Pick<Store, "audit">): Handlers<typeof routes.audit> {
  return {
    listAudit({ query }) {
      const { after, limit, actor, act, object, since, until } = query;
      const { items, next } = store.audit.list({
        after: after ?? null,
        limit,
        ...(actor === undefined ? {} : { actor }),
        ...(act === undefined ? {} : { act }),
        ...(object === undefined ? {} : { object }),
        ...(since === undefined ? {} : { fromMs: since }),
        ...(until === undefined ? {} : { toMs: until }),
      });
      return accept({ items: items.map((row) => ({ ...row, detail: { ...row.detail } })), next });
    },
  };
}
