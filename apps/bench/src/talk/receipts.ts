import { broadcastRoutes } from "@dalaba/api";
import { granted } from "./controller";
import type { Town } from "./town";
import { until } from "./wait";

const WITHIN_MS = 15_000;

/** What one speaker said of a broadcast. */
export interface HeardReceipt {
  readonly speaker: string;
  /** Frames that it did not play as sent. */
  readonly lost: number;
  /** False when it gave no receipt or nothing sounded. */
  readonly played: boolean;
}

/** Waits until every receipt that comes has come. */
export async function receiptsOf(
  town: Pick<Town, "controller">,
  broadcast: string,
): Promise<readonly HeardReceipt[]> {
  const { client } = town.controller;
  const settled = async (): Promise<true | undefined> =>
    granted(await client.call(broadcastRoutes.showBroadcast, { params: { id: broadcast } })).settledAtMs ===
    null
      ? undefined
      : true;
  await until("every receipt", WITHIN_MS, settled, 200);
  const page = await client.call(broadcastRoutes.listBroadcastSpeakers, { params: { id: broadcast } });
  return granted(page).items.map(({ speaker, late, missing, played }) => ({
    speaker,
    // What is concealed is late or missing already (SPEC 9.4).
    lost: (late ?? 0) + (missing ?? 0),
    played: Boolean(played),
  }));
}
