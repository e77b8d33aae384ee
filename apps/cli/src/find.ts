import { type CameraReply, routes, type SpeakerReply } from "@dalaba/api";
import { CliFailure } from "./cli-failure";
import { type Connection, everyItem, failureOf } from "./connection";
import { EXIT } from "./exit-code";

/** What was typed, to the one thing it names. Names that nobody has are refused by the controller, with the nearest. */

export function everySpeaker(
  connection: Connection,
  query: { readonly site?: string; readonly zone?: string } = {},
): Promise<SpeakerReply[]> {
  return everyItem((page) =>
    connection.call(routes.speakers.listSpeakers, {
      query: { ...query, ...page },
    }),
  );
}

/**
 * The id of the speaker that `text` names: an id, a unique name, or a target that means one speaker. A disabled speaker
 * is found too; targets do not know those.
 * @throws `target-unknown` with the nearest, `target-ambiguous`
 */
export async function speakerId(connection: Connection, text: string): Promise<string> {
  const ref = text.replace(/^speaker[:：]/i, "").trim();
  if (/^[A-Za-z0-9_-]+$/.test(ref)) {
    const answer = await connection.ask(routes.speakers.showSpeaker, { params: { id: ref } });
    if (answer.ok) return answer.value.id;
    if (answer.problem.code !== "speaker-unknown")
      throw failureOf(answer.problem, answer.status, connection.url);
  }
  const named = (await everySpeaker(connection)).filter(({ name }) => name === ref);
  const [only] = named;
  if (only && named.length === 1) return only.id;
  if (named.length > 1) throw ambiguous(text, named);
  const { speakers } = await connection.call(routes.targets.resolveTargets, {
    body: { to: speakerTerms(text) },
  });
  const [first] = speakers;
  if (first && speakers.length === 1) return first.id;
  throw ambiguous(text, speakers);
}

function ambiguous(text: string, speakers: readonly { readonly id: string }[]): CliFailure {
  const candidates = speakers.slice(0, 100).map(({ id }) => id);
  return new CliFailure("target-ambiguous", `${text} means ${speakers.length} speakers; one is wanted`, {
    exit: EXIT.noTarget,
    next: "Name one of the candidates; dalaba ls lists them with their names.",
    params: { candidates },
  });
}

/** Targets where only speakers can stand: a bare id or name is one. */
export function speakerTerms(text: string): string[] {
  return text.split("+").map((term) => {
    const bare = term.trim();
    return bare === "all" || /[:：]/.test(bare) ? bare : `speaker:${bare}`;
  });
}

export function everyCamera(
  connection: Connection,
  query: { readonly site?: string } = {},
): Promise<CameraReply[]> {
  return everyItem((page) => connection.call(routes.places.listCameras, { query: { ...query, ...page } }));
}

/** The id of the site or zone that `text` names. @throws `target-unknown` with the nearest, `target-ambiguous` */
export async function placeId(connection: Connection, kind: "site" | "zone", text: string): Promise<string> {
  const route = kind === "site" ? routes.places.listSites : routes.places.listZones;
  const places = await everyItem<Named>((page) => connection.call(route, { query: page }));
  const found = placeNamed(places, text);
  if (found) return found.id;
  // Refuses with what is nearest, or with the candidates.
  await connection.call(routes.targets.resolveTargets, { body: { to: [`${kind}:${text}`] } });
  return text;
}

/** The camera that `text` names. @throws `target-unknown` with the nearest, `target-ambiguous` */
export async function cameraOf(connection: Connection, text: string): Promise<CameraReply> {
  const found = placeNamed(await everyCamera(connection), text);
  if (found) return found;
  await connection.call(routes.targets.resolveTargets, { body: { to: [`near:${text}`] } });
  throw new CliFailure("target-unknown", `no camera is called ${text}`, {
    exit: EXIT.noTarget,
    next: "dalaba camera ls lists them.",
  });
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** An id, or a name that one of them alone has. */
function placeNamed<T extends Named>(places: readonly T[], text: string): T | undefined {
  const named = places.filter(({ name }) => name === text);
  return places.find(({ id }) => id === text) ?? (named.length === 1 ? named[0] : undefined);
}
