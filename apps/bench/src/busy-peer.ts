import { statSync } from "node:fs";
import Database from "libsql";
import { fillHistory } from "./busy/fill-history";
import { type Answered, Requests } from "./busy/requests";
import { answerLines } from "./processes/answer-lines";

/**
 * What keeps a controller busy while `bench busy` listens: fills the store's past, asks the API, and copies the store.
 * Asked by JSON lines on stdin; three of it run, since filling and copying block the one that does it.
 */

let requests: Requests | undefined;

answerLines({
  fill: (ask) => {
    const store = new Database(ask.file as string);
    store.pragma("busy_timeout = 20000");
    store.pragma("synchronous = OFF");
    fillHistory(store, ask.from as number, ask.count as number, ask.untilMs as number);
    store.pragma("wal_checkpoint(PASSIVE)");
    store.close();
    return { bytes: statSync(ask.file as string).size };
  },
  start: (ask) => {
    requests = new Requests(
      ask.url as string,
      ask.token as string,
      ask.paths as string[],
      ask.perSecond as number,
    );
    return {};
  },
  stop: (): Answered => {
    if (requests === undefined) throw new Error("nothing was started");
    return requests.end();
  },
  copy: (ask) => {
    const fromMs = performance.now();
    const store = new Database(ask.file as string, { readonly: true });
    store.exec(`VACUUM INTO '${ask.into}'`);
    store.close();
    return { ms: performance.now() - fromMs };
  },
});
