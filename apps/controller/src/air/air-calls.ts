import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Air } from "./air";
import type { AirRequest } from "./ipc";
import type { Answerer } from "./ipc-server";

const NOT_OPEN = { ok: false, code: "not-open", detail: "air has had no state yet" } as const;

/** Answers the controller. A fault of ours is answered and logged, never thrown. */
export function airCalls(air: Air): { readonly answer: Answerer; close(): void } {
  // Its worst is what a frame of talk may have waited (invariant 5).
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();

  const stats = (): Record<string, number> => {
    const { user, system } = process.cpuUsage();
    const out = {
      ...air.counters.all(),
      speakers_known: air.book.size,
      speakers_online: air.board.onlineCount(),
      broadcasts_live: air.town?.onAir.live().length ?? 0,
      process_cpu_seconds_total: (user + system) / 1e6,
      process_resident_bytes: process.memoryUsage.rss(),
      event_loop_delay_p99_seconds: delay.percentile(99) / 1e9,
      event_loop_delay_max_seconds: delay.max / 1e9,
      journal_segment: air.journal.durable.segment,
      journal_offset_bytes: air.journal.durable.offset,
    };
    delay.reset();
    return out;
  };

  const call = async (request: AirRequest): Promise<object> => {
    const { clocks } = air.options;
    switch (request.type) {
      case "hello":
        return {
          ok: true,
          pid: process.pid,
          clockId: air.clockId,
          listening: air.town !== undefined,
          ports: air.town?.ports ?? null,
          journal: air.journal.durable,
        };
      case "state":
        return air.replaceState(request);
      case "speakers.put":
        air.shut(air.book.put(request.speakers, request.groups));
        return { ok: true };
      case "speakers.remove":
        air.shut(air.book.remove(request.ids));
        return { ok: true };
      case "documents.put":
        air.putDocuments(request.documents);
        return { ok: true };
      case "sign": {
        const { document, counter, scope, body } = request;
        const signed = await air.signer.ask({ type: "document", document, counter, scope, body });
        return signed.ok ? { ok: true, bytes: Buffer.from(signed.bytes).toString("base64") } : signed;
      }
      case "ticket.put":
        if (!air.town) return NOT_OPEN;
        air.shelf.put(request.ticket, clocks.utcMs());
        return { ok: true };
      case "ticket.drop":
        return { ok: true, dropped: air.shelf.drop(request.ticket) };
      case "stop":
        return air.town ? { ok: true, ...air.town.onAir.stop(request) } : NOT_OPEN;
      case "onair":
        return { ok: true, broadcasts: air.town?.onAir.view() ?? [] };
      case "foresee":
        if (!air.town) return NOT_OPEN;
        return { ok: true, ...(await air.town.onAir.foresee(request)) };
      case "latency":
        return { ok: true, ...air.latency };
      case "stats":
        return { ok: true, stats: stats() };
      default:
        return { ok: false, code: "unknown-call", detail: String((request as { type?: unknown }).type) };
    }
  };

  return {
    answer: async (request) => {
      try {
        return await call(request);
      } catch (error) {
        const { type } = request as { type?: unknown };
        air.options.log.error(
          { err: error, call: type },
          "a call of the controller failed; report this line",
        );
        return { ok: false, code: "air-fault", detail: (error as Error).message };
      }
    },
    close: () => delay.disable(),
  };
}
