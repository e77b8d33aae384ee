import type { BroadcastSummaryReply, routes } from "@dalaba/api";
import { accept, refuse } from "@dalaba/core";
import type { Store } from "@dalaba/store";
import {
  type BroadcastDesk,
  broadcastReply,
  type RepeatDesk,
  recordingFile,
  recordingResponse,
  speakerReply,
  summaryReply,
} from "../../broadcasts";
import type { SettleWaiters } from "../../broadcasts/settle-waiters";
import type { TownView } from "../../fleet";
import type { Handlers } from "../context";

export interface BroadcastRouteParts {
  readonly store: Store;
  readonly desk: BroadcastDesk;
  readonly repeats: RepeatDesk;
  online(speaker: string): boolean;
  readonly waiters: SettleWaiters;
  readonly dataFolder: string;
  view(): TownView;
}

export function broadcastHandlers(parts: BroadcastRouteParts): Handlers<typeof routes.broadcasts> {
  const { store, desk } = parts;
  const unknown = (id: string) => refuse("broadcast-unknown", `no broadcast ${id}`, { broadcast: id });
  /** Opened, but no line of it has come yet. */
  const notBegun = (id: string) => refuse("broadcast-not-begun", `${id} has not begun`, { broadcast: id });
  const missing = (id: string) => (desk.known(id) === undefined ? unknown(id) : notBegun(id));
  return {
    listBroadcasts({ query: { after, limit, since, until, kind, actor, speaker } }, caller) {
      const page = store.broadcasts.list({
        limit,
        sites: caller.sites("see"),
        ...(after === undefined ? {} : { after }),
        ...(since === undefined ? {} : { fromMs: since }),
        ...(until === undefined ? {} : { toMs: until }),
        ...(kind === undefined ? {} : { kind }),
        ...(actor === undefined ? {} : { actor }),
        ...(speaker === undefined ? {} : { speaker }),
      });
      return accept({ items: page.items.map(broadcastReply), next: page.next });
    },
    showBroadcast({ params: { id } }) {
      const broadcast = store.broadcasts.get(id);
      return broadcast === undefined ? missing(id) : accept(broadcastReply(broadcast));
    },
    listBroadcastSpeakers({ params: { id } }, caller) {
      const broadcast = store.broadcasts.get(id);
      if (broadcast === undefined) return missing(id);
      const seen = new Set<string>(caller.sites("see"));
      const view = parts.view();
      // A speaker that was removed since has no site any more: its row is shown to whoever sees the broadcast.
      const rows = store.broadcasts.results(id).filter(({ speaker }) => {
        const site = view.siteOf(speaker);
        return site === undefined || seen.has(site);
      });
      return accept({ items: rows.map((row) => speakerReply(row, broadcast.firstFrameAtUs)), next: null });
    },
    async showResult({ params: { id }, query: { wait }, signal }) {
      const settled = (): BroadcastSummaryReply | undefined => {
        const summary = store.broadcasts.get(id)?.summary;
        return summary == null ? undefined : summaryReply(summary);
      };
      if (settled() === undefined) await parts.waiters.wait(id, wait, signal);
      const summary = settled();
      return summary === undefined ? new Response(null, { status: 202, headers: NOT_YET }) : accept(summary);
    },
    playRecording({ params: { id }, header }, caller) {
      const broadcast = store.broadcasts.get(id);
      if (broadcast === undefined) return missing(id);
      const path = broadcast.recordingPath;
      const file = path === null ? undefined : recordingFile(parts.dataFolder, path);
      if (file === undefined) return refuse("no-recording", `${id} has no recording`, { broadcast: id });
      const range = header("range");
      const reply = recordingResponse(file, range);
      // Whoever listens to voices leaves a line; a player that asks for the rest of it leaves no second one.
      if (reply instanceof Response && reply.ok && (range === undefined || /^bytes=0-/.test(range)))
        store.audit.append(caller.entry({ act: "hear", object: `broadcast:${id}` }));
      return reply;
    },
    async repeatBroadcast({ params: { id }, body }, caller) {
      const original = store.broadcasts.get(id);
      if (original === undefined) return missing(id);
      const repeated = await parts.repeats.repeat(original, body, caller);
      if (!repeated.ok) return repeated;
      const { opened, durationMs, gone } = repeated.value;
      const { broadcast, targets, priority } = opened;
      return accept({
        ...{ broadcast, repeats: id, priority, class: opened.class, durationMs, gone: [...gone] },
        targets: targets.speakers.length,
        offline: targets.speakers.filter((speaker) => !parts.online(speaker)).length,
      });
    },
    async stopBroadcast({ params: { id } }, caller) {
      const stopped = await desk.stop(id, caller);
      return stopped.ok ? accept({ stopped: [...stopped.value.stopped] }) : stopped;
    },
    async stopAll(_, caller) {
      const outcome = await desk.stopAll(caller);
      if (!outcome.ok) return outcome;
      const { stopped, refused } = outcome.value;
      return accept({ stopped: [...stopped], refused: refused.map((each) => ({ ...each })) });
    },
  };
}

const NOT_YET = { "retry-after": "1", "cache-control": "no-store" };
