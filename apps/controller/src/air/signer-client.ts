import { MessageChannel, type MessagePort, Worker } from "node:worker_threads";
import type { Log } from "../log";
import type { SignerAnswer, SignerAsk, SignerReply } from "./signer-messages";
import { serveSigner } from "./signer-port";

/** The signer answers within 5 ms; after this long it is taken for dead. */
const TIMEOUT_MS = 2000;
const RESPAWN_MS = 200;

/** Something that can be asked to sign: a worker in the product, the same code on a port of this thread in tests. */
export interface Signer {
  ask(ask: SignerAsk): Promise<SignerAnswer>;
  close(): Promise<void>;
}

const unavailable = (detail: string): SignerAnswer => ({ ok: false, code: "signer-unavailable", detail });

/** Numbers the questions and gives each its answer, or `signer-unavailable`. */
class Questions {
  #next = 1;
  readonly #open = new Map<number, { settle(answer: SignerAnswer): void; timer: NodeJS.Timeout }>();

  ask(post: (id: number) => void): Promise<SignerAnswer> {
    const id = this.#next++;
    return new Promise((settle) => {
      const timer = setTimeout(
        () => this.answer(id, unavailable(`no answer in ${TIMEOUT_MS} ms`)),
        TIMEOUT_MS,
      );
      this.#open.set(id, { settle, timer });
      post(id);
    });
  }

  answer(id: number, answer: SignerAnswer): void {
    const question = this.#open.get(id);
    if (!question) return;
    this.#open.delete(id);
    clearTimeout(question.timer);
    question.settle(answer);
  }

  failAll(detail: string): void {
    for (const id of [...this.#open.keys()]) this.answer(id, unavailable(detail));
  }
}

/** The signer in this thread, over a real port. */
export function localSigner(keysFolder: string, utcMs: () => number): Signer {
  const questions = new Questions();
  const { port1, port2 } = new MessageChannel();
  serveSigner(port2, keysFolder, utcMs);
  port1.on("message", ({ id, answer }: SignerReply) => questions.answer(id, answer));
  return {
    ask: (ask) => questions.ask((id) => port1.postMessage({ id, ask })),
    close: async () => {
      port1.close();
      questions.failAll("closed");
    },
  };
}

/**
 * The signer in a worker of its own. When it dies it is started again with the same keys; what was being signed fails
 * with `signer-unavailable`.
 * @param script the bundle of `signer.ts`
 */
export function workerSigner(script: URL, keysFolder: string, log: Log): Signer {
  const questions = new Questions();
  let worker: Worker | undefined;
  let loaded = false;
  let closing = false;

  const spawn = () => {
    const next = new Worker(script, { workerData: { keysFolder } });
    worker = next;
    next.on("message", ({ id, answer }: SignerReply) => questions.answer(id, answer));
    next.on("error", (error) => log.error({ err: error }, "the signer crashed; it is started again"));
    next.on("exit", (code) => {
      if (worker === next) worker = undefined;
      questions.failAll("the signer ended");
      if (closing) return;
      log.error({ code }, `the signer ended; it is started again in ${RESPAWN_MS} ms`);
      setTimeout(() => {
        if (closing) return;
        spawn();
        if (loaded) void ask({ type: "load" });
      }, RESPAWN_MS);
    });
  };
  const ask = (question: SignerAsk): Promise<SignerAnswer> => {
    const to = worker as (Worker & Pick<MessagePort, "postMessage">) | undefined;
    if (!to) return Promise.resolve(unavailable("the signer is being started again"));
    if (question.type === "load") loaded = true;
    return questions.ask((id) => to.postMessage({ id, ask: question }));
  };
  spawn();
  return {
    ask,
    close: async () => {
      closing = true;
      await worker?.terminate();
      questions.failAll("closed");
    },
  };
}
