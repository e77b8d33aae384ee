import type { Client } from "@dalaba/api/browser";
import { Microphone } from "./microphone";
import { playBack } from "./microphone-trial";
import { TalkKey } from "./talk-key";
import { KeptSettings } from "./talk-settings";

/** The talk key of this page, on the real microphone and the real line. */
export function pageTalkKey(client: Client): TalkKey {
  return new TalkKey({
    ...{ client, playBack },
    settings: new KeptSettings(storageOf()),
    makeMicrophone: (parts) => new Microphone(parts),
    openSocket: (url, protocol) => new WebSocket(url, protocol),
    nowMs: () => performance.now(),
    originMs: performance.timeOrigin,
  });
}

/** A browser that is told to keep nothing throws at the mere question. */
function storageOf(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
