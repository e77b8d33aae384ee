import type { routes } from "@dalaba/api";
import { accept } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import { type BrokerUsers, MOSQUITTO_FOLDER, mosquittoFiles } from "../../broker";
import type { TownView } from "../../fleet";
import type { Handlers } from "../context";

export interface BrokerRouteParts {
  readonly store: Store;
  readonly users: BrokerUsers;
  /** Where the external broker is, or would be. */
  readonly broker: { readonly host: string; readonly port: number };
  view(): TownView;
}

export function brokerHandlers(parts: BrokerRouteParts): Handlers<typeof routes.broker> {
  return {
    exportMosquitto({ query: { folder } }, caller) {
      const { store, users, broker } = parts;
      const view = parts.view();
      const speakers = store.speakers
        .allCredentials()
        .flatMap(({ speaker, disabled, brokerPasswordHash }) =>
          disabled
            ? []
            : [{ id: speaker, passwordHash: brokerPasswordHash, groups: view.groups.get(speaker) ?? [] }],
        );
      const files = mosquittoFiles({ users, speakers, folder: folder ?? MOSQUITTO_FOLDER, ...broker });
      // The files hold a password and let whoever has them build a broker.
      store.audit.append(
        caller.entry({
          act: "broker-export",
          object: "broker:mosquitto",
          detail: { speakers: speakers.length },
        }),
      );
      return accept({ files: { ...files } });
    },
  };
}
