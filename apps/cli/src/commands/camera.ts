import { routes } from "@dalaba/api";
import type { Command } from "commander";
import { colours } from "../colours";
import { bodyOf, failureOf } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { cameraOf, everyCamera, everySpeaker, placeId } from "../find";
import { secretFromFile } from "../secret-input";
import { table } from "../table";
import { newUserFile } from "../user-file";

export function addCamera(program: Command): void {
  const camera = program
    .command("camera")
    .description("cameras: where they look, and which speakers are heard there");
  const ls = camera
    .command("ls")
    .description("every camera that one may see")
    .option("--site <id>", "cameras of this site and below")
    .action((options: { readonly site?: string }, command: Command) =>
      run(command, (context) => list(context, options.site)),
    );
  examples(ls, "dalaba camera ls", "dalaba camera ls --site dongcun --json | jq length");
  const show = camera
    .command("show")
    .argument("<camera>", "its id, or its name")
    .description("one camera, and the speakers heard where it stands, the loudest first")
    .action((text: string, _options: object, command: Command) =>
      run(command, (context) => showOne(context, text)),
    );
  addPicture(camera);
  examples(show, "dalaba camera show cam-dongcun-02", "dalaba talk --to near:cam-dongcun-02");
}

function addPicture(camera: Command): void {
  const picture = camera
    .command("picture")
    .argument("<camera>", "its id, or its name")
    .description("where its picture comes from, or with --out the picture now")
    .option("--url <url>", "of a JPEG, such as http://10.20.0.7/ISAPI/Streaming/channels/101/picture")
    .option("--user <name>", "of the camera")
    .option("--password-file <file>", "a file that holds the password alone")
    .option("--none", "it has no picture any more")
    .option("--out <file>", "what it sees now, into a new file")
    .action((text: string, options: PictureOptions, command: Command) =>
      run(command, (context) => pictureOf(context, text, options)),
    );
  examples(
    picture,
    "dalaba camera picture cam-dongcun-02 --url http://10.20.0.7/snap.jpg --user dalaba --password-file pw",
    "dalaba camera picture cam-dongcun-02 --out now.jpg",
  );
}

interface PictureOptions {
  readonly url?: string;
  readonly user?: string;
  readonly passwordFile?: string;
  readonly none?: boolean;
  readonly out?: string;
}

async function pictureOf(context: Context, text: string, options: PictureOptions): Promise<ExitCode> {
  const connection = await context.connect();
  const { id } = await cameraOf(connection, text);
  const params = { id };
  if (options.out !== undefined) {
    const response = await connection.open(routes.pictures.readPicture, { params });
    const file = await newUserFile(options.out, async (handle) => {
      for await (const part of bodyOf(response, connection.url)) await handle.write(part);
    });
    context.out.result({ camera: id, file }, file);
    return EXIT.ok;
  }
  if (options.none) {
    await connection.call(routes.pictures.removePictureSource, { params });
    context.out.result({ camera: id, picture: null }, `${id} has no picture any more`);
    return EXIT.ok;
  }
  const source =
    options.url === undefined
      ? await connection.call(routes.pictures.showPictureSource, { params })
      : await connection.call(routes.pictures.setPictureSource, {
          params,
          body: {
            ...{ url: options.url, user: options.user ?? null },
            ...(options.passwordFile === undefined
              ? {}
              : { password: await secretFromFile(options.passwordFile) }),
          },
        });
  context.out.result(
    source,
    `${source.camera}  ${source.url}${source.user === null ? "" : `  as ${source.user}`}`,
  );
  return EXIT.ok;
}

async function list(context: Context, site: string | undefined): Promise<ExitCode> {
  const connection = await context.connect();
  const query = site === undefined ? {} : { site: await placeId(connection, "site", site) };
  const cameras = await everyCamera(connection, query);
  context.out.result(cameras, () =>
    [
      table(
        ["id", "name", "site", "looks", "lat", "lon"],
        cameras.map((each) => [each.id, each.name, each.site, looks(each), each.lat, each.lon]),
        site === undefined
          ? "no cameras yet; they come with a town: dalaba town apply FILE"
          : "no cameras there; all of them: dalaba camera ls",
      ),
      ...(cameras.length > 0 ? [`${cameras.length} ${cameras.length === 1 ? "camera" : "cameras"}`] : []),
    ].join("\n"),
  );
  return EXIT.ok;
}

async function showOne(context: Context, text: string): Promise<ExitCode> {
  const connection = await context.connect();
  const camera = await cameraOf(connection, text.replace(/^near[:：]/i, ""));
  const { id, lat, lon } = camera;
  const [{ arrivals, surroundings }, chosen, fleet] = await Promise.all([
    connection.call(routes.acoustics.listHeard, { query: { lat, lon } }),
    connection.ask(routes.targets.resolveTargets, { body: { to: [`near:${id}`] } }),
    everySpeaker(connection),
  ]);
  // A town without a speaker has none to choose; that is no failure of looking at a camera.
  if (!chosen.ok && chosen.problem.code !== "target-empty")
    throw failureOf(chosen.problem, chosen.status, connection.url);
  const near = new Set(chosen.ok ? chosen.value.speakers.map((each) => each.id) : []);
  const online = new Map(fleet.map((each) => [each.id, each.online && !each.disabled]));
  const speakers = arrivals.map(({ speaker, name, metres, travelMs, levelDb }) => ({
    ...{ id: speaker, name, online: online.get(speaker) ?? false, near: near.has(speaker) },
    ...{ metres, travelMs, levelDb },
  }));
  context.out.result({ ...camera, speakers }, () =>
    [
      `${camera.id}  ${camera.name}  ${camera.site}  ${lat},${lon}  ${looks(camera)}`,
      table(
        ["", "speaker", "name", "metres", "after", "dB", ""],
        speakers.map((each) => [
          each.near ? colours.green("*") : "",
          ...[each.id, each.name, Math.round(each.metres)],
          ...[`${Math.round(each.travelMs)} ms`, Math.round(each.levelDb)],
          each.online ? "" : colours.red("✕ offline"),
        ]),
        "no speaker is heard there",
      ),
      ...(near.size > 0
        ? [
            `* sounds with: dalaba talk --to near:${id}   (the noise there: ${Math.round(surroundings.ambientDb)} dB)`,
          ]
        : []),
    ].join("\n"),
  );
  return EXIT.ok;
}

function looks({
  bearing,
  fieldOfView,
}: {
  readonly bearing: number | null;
  readonly fieldOfView: number | null;
}) {
  if (bearing === null) return "all around";
  return fieldOfView === null ? `${bearing}°` : `${bearing}° ±${fieldOfView / 2}°`;
}
