import type { MessagePort } from "node:worker_threads";
import type { SignerAnswer, SignerReply, SignerRequest } from "./signer-messages";
import { Signing } from "./signing";
import { readWorkingKey } from "./signing-keys";

/**
 * The signer's end of the port: loads command and emergency keys when told to, signs what it is asked. It holds those
 * keys alone and knows nothing of sockets, stores or people.
 */
export function serveSigner(port: MessagePort, keysFolder: string, utcMs: () => number): void {
  let signing: Signing | undefined;
  let fault: SignerAnswer = { ok: false, code: "keys-missing", detail: "no keys were loaded yet" };

  const load = (): SignerAnswer => {
    const command = readWorkingKey(keysFolder, "command");
    const emergency = readWorkingKey(keysFolder, "emergency");
    if (!command.ok || !emergency.ok) {
      // Working keys stay in use: a folder that cannot be read for a moment must not silence the town.
      fault = command.ok ? (emergency as typeof fault) : command;
      return fault;
    }
    signing = new Signing({ command: command.key, emergency: emergency.key }, signing?.lastCounter);
    return { ok: true, bytes: new Uint8Array(0), counter: 0 };
  };

  port.on("message", ({ id, ask }: SignerRequest) => {
    const answer = ask.type === "load" ? load() : (signing?.sign(ask, utcMs()) ?? fault);
    port.postMessage({ id, answer } satisfies SignerReply);
  });
}
