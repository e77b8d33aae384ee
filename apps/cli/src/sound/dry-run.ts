import { routes } from "@dalaba/api";
import type { Context } from "../context";
import { EXIT, type ExitCode } from "../exit-code";
import type { SoundOptions } from "./broadcast";
import { preflightText } from "./preflight-text";
import { talkBody } from "./talk-body";

/** Who would be reached, and what it would interrupt; nobody is, and nothing does. */
export async function dryRun(
  context: Context,
  kind: "talk" | "play",
  to: readonly string[],
  options: SoundOptions,
): Promise<ExitCode> {
  const connection = await context.connect();
  const { speakers } = await connection.call(routes.targets.resolveTargets, { body: { to: [...to] } });
  // Whoever may see and not speak is told whom it would reach, and why it would not.
  const asked = await connection.ask(routes.talks.preflightTalk, { body: talkBody(kind, to, options) });
  const offline = speakers.filter(({ online }) => !online);
  const preflight = asked.ok ? asked.value : null;
  const refused = asked.ok ? null : asked.problem.code;
  context.out.result(
    { dryRun: true, targets: speakers.length, offline: offline.length, speakers, preflight, refused },
    () =>
      [
        `${speakers.length} speakers would be reached, ${offline.length} of them offline; nothing was said`,
        ...(asked.ok ? preflightText(asked.value) : [`it would be refused: ${asked.problem.code}`]),
        ...offline.map(({ id, name }) => `  offline  ${id}  ${name}`),
      ].join("\n"),
  );
  return EXIT.ok;
}
