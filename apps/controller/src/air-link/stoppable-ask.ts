import { type Refusal, refuse } from "@dalaba/core";
import type { AirLink } from "./types";

export interface StoppableAsk {
  readonly ask: AirLink["ask"];
  stop(): void;
}

/**
 * Asks `air` until `stop`; from then on every question, open ones too, is answered `air-unreachable` at once, so that
 * nothing touches a store that is being closed.
 */
export function stoppableAsk(air: Pick<AirLink, "ask">): StoppableAsk {
  const refusal: Refusal = refuse("air-unreachable", "the controller is stopping");
  let stopped = false;
  // Not Promise.race with one long-lived promise: that one would remember every question ever asked.
  const open = new Set<(refusal: Refusal) => void>();
  return {
    ask: (call, ask) => {
      if (stopped) return Promise.resolve(refusal);
      return new Promise((resolve, reject) => {
        open.add(resolve);
        air.ask(call, ask).then((answer) => {
          open.delete(resolve);
          resolve(answer);
        }, reject);
      });
    },
    stop() {
      stopped = true;
      for (const answer of open) answer(refusal);
      open.clear();
    },
  };
}
