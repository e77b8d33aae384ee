import { createInterface } from "node:readline";

type Ask = Record<string, unknown>;

/** The other end of LineChild: answers each line in turn, and ends when nobody asks any more (stdin closes). */
export function answerLines(handlers: Record<string, (ask: Ask) => Promise<object> | object>): void {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => void answer(JSON.parse(line) as Ask));
  lines.on("close", () => process.exit(0));

  async function answer(ask: Ask): Promise<void> {
    let reply: object;
    try {
      const handler = handlers[ask.type as string];
      if (handler === undefined) throw new Error("no such question");
      reply = { re: ask.id, ok: true, ...(await handler(ask)) };
    } catch (error) {
      reply = { re: ask.id, ok: false, detail: error instanceof Error ? error.message : String(error) };
    }
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
}
