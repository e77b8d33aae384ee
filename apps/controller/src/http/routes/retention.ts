import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import type { Sweeper } from "../../retention/sweeper";
import type { Handlers } from "../context";

export function retentionHandlers(parts: {
  readonly store: Pick<Store, "audit">;
  readonly sweeper: Sweeper;
}): Handlers<typeof routes.retention> {
  const { store, sweeper } = parts;
  return {
    showRetention: async () => accept(await sweeper.look()),
    async sweep(_, caller) {
      const swept = await sweeper.sweep();
      const { recordings, clips, receipts } = swept.goes;
      const detail = { recordings: recordings.count, clips: clips.count, receipts: receipts.broadcasts };
      store.audit.append(caller.entry({ act: "retention-sweep", object: "retention", detail }));
      return accept(swept);
    },
  };
}
