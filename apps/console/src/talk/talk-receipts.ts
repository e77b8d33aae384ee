import { type BroadcastSummaryReply, type Client, routes } from "@dalaba/api/browser";

/** Receipts are waited for this long after the end; the controller settles 5 s after it at the latest, ms. */
const WITHIN_MS = 30_000;
/** One question may wait this long for the result, ms. */
const ASK_MS = 10_000;
const PAUSE_MS = 200;

/** The result of a broadcast when every receipt is in; null when it is not to be had. A restarting controller is waited for. */
export async function receiptsOf(
  client: Client,
  broadcast: string,
  nowMs: () => number,
): Promise<BroadcastSummaryReply | null> {
  const deadlineMs = nowMs() + WITHIN_MS;
  for (;;) {
    const wait = Math.max(0, Math.min(ASK_MS, Math.round(deadlineMs - nowMs())));
    const answer = await client.call(routes.broadcasts.showResult, {
      params: { id: broadcast },
      query: { wait },
    });
    if (answer.ok && answer.status === 200) return answer.value;
    // 404: what `air` wrote down is not read yet.
    const passes = answer.ok || answer.status === 0 || answer.status === 404 || answer.status >= 500;
    if (!passes || nowMs() >= deadlineMs) return null;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
  }
}

/** How many speakers have answered `quiet` so far; 0 where that is not to be known. */
export async function quietAnswers(client: Client, broadcast: string): Promise<number> {
  const answer = await client.call(routes.broadcasts.listBroadcastSpeakers, { params: { id: broadcast } });
  return answer.ok ? answer.value.items.filter((speaker) => speaker.answer === "quiet").length : 0;
}
