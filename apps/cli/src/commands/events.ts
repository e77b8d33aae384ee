import { type EventReply, eventSchema, routes } from "@dalaba/api";
import type { Command } from "commander";
import { CliFailure } from "../cli-failure";
import type { Connection } from "../connection";
import { type Context, run } from "../context";
import { readEventStream } from "../event-stream";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { whole } from "../options";
import { when } from "../times";

const RETRY_MS = 1_000;

interface EventOptions {
  readonly after?: number;
  readonly limit: number;
  readonly follow?: boolean;
}

export function addEvents(program: Command): void {
  const events = program
    .command("events")
    .description("what happened, from an id on; --follow goes on with what happens")
    .option("--after <id>", "begin after this event", whole(0, Number.MAX_SAFE_INTEGER))
    .option("--limit <n>", "1 to 500, without --follow", whole(1, 500), 100)
    .option("--follow", "until Ctrl-C, over restarts too; with --json one document a line")
    .action((options: EventOptions, command: Command) =>
      run(command, (context) =>
        options.follow
          ? // Ctrl-C is how it is meant to end.
            context.interrupts.askFirst(
              () => undefined,
              () => follow(context, options.after),
            )
          : page(context, options),
      ),
    );
  examples(events, "dalaba events --after 1200 --json", "dalaba events --follow");
}

function line(event: EventReply): string {
  return `${when(event.atMs)}  ${event.id}  ${event.kind}  ${event.subject}  ${JSON.stringify(event.body)}`;
}

async function page(context: Context, { after, limit }: EventOptions): Promise<ExitCode> {
  const query = { limit, ...(after === undefined ? {} : { after }) };
  const reply = await (await context.connect()).call(routes.events.followEvents, { query });
  context.out.result(reply, () =>
    reply.items.length > 0
      ? [...reply.items.map(line), `more: dalaba events --after ${reply.next}`].join("\n")
      : "nothing happened since; wait for it: dalaba events --follow",
  );
  return EXIT.ok;
}

async function follow(context: Context, after: number | undefined): Promise<ExitCode> {
  const connection = await context.connect();
  const { out, interrupts } = context;
  const signal = AbortSignal.any([interrupts.signal, out.gone]);
  const place = { after };
  let met = false;
  while (!signal.aborted) {
    try {
      met =
        (await stream(connection, place, signal, () => out.say("following; Ctrl-C ends it"), out.item)) ||
        met;
    } catch (error) {
      if (signal.aborted) break;
      // One that was never there, or that refuses us, is no restart to wait for.
      if (!met || (error instanceof CliFailure && error.exit !== EXIT.noController)) throw error;
    }
    if (!signal.aborted) await new Promise((done) => setTimeout(done, RETRY_MS));
  }
  return interrupts.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

/** One connection of the stream, until it breaks. @returns true once it stood; `place` moves along with what came */
async function stream(
  connection: Connection,
  place: { after: number | undefined },
  signal: AbortSignal,
  onOpen: () => void,
  tell: Context["out"]["item"],
): Promise<boolean> {
  const query = place.after === undefined ? {} : { after: place.after };
  const headers = { accept: "text/event-stream" };
  const response = await connection.open(routes.events.followEvents, { query }, { headers, signal });
  onOpen();
  try {
    for await (const { id, type, data } of readEventStream(response.body ?? emptyBody())) {
      if (data !== undefined && type === "message") {
        const read = eventSchema.safeParse(JSON.parse(data));
        if (read.success) tell(read.data, () => line(read.data));
      }
      if (id !== undefined && /^\d+$/.test(id)) place.after = Number(id);
    }
  } catch {
    // It broke: whoever follows connects again, after the last id that came.
  }
  return true;
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  // An answer without a body has no events.
}
