import { basename } from "node:path";
import { type ClipReply, routes } from "@dalaba/api";
import { type Command, Option } from "commander";
import { colours } from "../colours";
import { bodyOf, everyItem } from "../connection";
import { type Context, run } from "../context";
import { examples } from "../examples";
import { EXIT, type ExitCode } from "../exit-code";
import { placeId } from "../find";
import { table } from "../table";
import { lasting, when } from "../times";
import { makeOfUpload, sendFile } from "../uplink/send-file";
import { newUserFile, readUserFile } from "../user-file";
import { byId } from "./by-id";

interface AddOptions {
  readonly title?: string;
  readonly language?: string;
  readonly site?: string;
  readonly music?: boolean;
}

const FORMATS = "WAV, MP3, FLAC, M4A, AAC or Ogg";

export function addClip(program: Command): void {
  const clip = program.command("clip").description("sounds that lie on the controller, ready to be played");
  addUploads(clip);
  const ls = clip
    .command("ls")
    .description("the clips there are, newest first")
    .option("--deleted", "those that can be restored, instead")
    .action((options: { deleted?: boolean }, command: Command) =>
      run(command, (context) => list(context, options.deleted === true)),
    );
  examples(ls, "dalaba clip ls", "dalaba clip ls --deleted --json");
  const show = clip
    .command("show")
    .description("one clip with its versions")
    .argument("<clip>", "as dalaba clip ls prints it")
    .action((id: string, _: unknown, command: Command) => run(command, (context) => showOne(context, id)));
  examples(show, "dalaba clip show c-5b0c61d3a9f2");
  const set = clip
    .command("set")
    .description("another title or language")
    .argument("<clip>")
    .option("--title <text>", "1 to 120 characters")
    .option("--language <tag>", "zh-CN, yue, en ...")
    .action((id: string, body: { title?: string; language?: string }, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const changed = await connection.call(routes.clips.changeClip, { params: { id }, body });
        context.out.result(changed, `${changed.id}  ${changed.title}`);
        return EXIT.ok;
      }),
    );
  examples(set, "dalaba clip set c-5b0c61d3a9f2 --title 停水通知");
  const get = clip
    .command("get")
    .description("its sound, as a new Ogg Opus file")
    .argument("<clip>")
    .requiredOption("--out <file>", "a new file")
    .action((id: string, { out }: { out: string }, command: Command) =>
      run(command, async (context) => {
        const connection = await context.connect();
        const file = await newUserFile(out, async (handle) => {
          const response = await connection.open(routes.clips.readClip, { params: { id }, query: {} });
          for await (const part of bodyOf(response, connection.url)) await handle.write(part);
        });
        context.out.result({ clip: id, file }, file);
        return EXIT.ok;
      }),
    );
  examples(get, "dalaba clip get c-5b0c61d3a9f2 --out notice.opus");
  addRemoval(clip);
}

function addUploads(clip: Command): void {
  const add = clip
    .command("add")
    .description("send a sound file to the controller; one that was broken off is gone on with")
    .argument("<file>", FORMATS)
    .option("--title <text>", "its file's name unless named")
    .option("--language <tag>", "of what is spoken: zh-CN, yue, en ...")
    .option("--site <site>", "whose it is; the whole installation's, or your room's, unless named")
    .addOption(new Option("--music", "encode it as music, instead of speech"))
    .action((file: string, options: AddOptions, command: Command) =>
      run(command, (context) => addFile(context, file, options)),
    );
  examples(
    add,
    "dalaba clip add notice.mp3 --title 停水通知 --language zh-CN",
    "dalaba clip add march.flac --music",
  );
  const replace = clip
    .command("replace")
    .description("another sound for a clip; the older versions stay")
    .argument("<clip>")
    .argument("<file>", FORMATS)
    .addOption(new Option("--music", "encode it as music, instead of speech"))
    .action((id: string, file: string, options: { music?: boolean }, command: Command) =>
      run(command, (context) => replaceSound(context, id, file, options.music === true)),
    );
  examples(replace, "dalaba clip replace c-5b0c61d3a9f2 notice-2.mp3");
}

function addRemoval(clip: Command): void {
  byId(
    clip,
    {
      ...{ name: "rm", of: "clip", example: "dalaba clip rm c-5b0c61d3a9f2" },
      description: "delete it where nothing needs it; dalaba clip restore brings it back",
    },
    async (connection, id) => {
      await connection.call(routes.clips.removeClip, { params: { id } });
      const back = `dalaba clip restore ${id}`;
      return { value: { clip: id, deleted: true }, text: `deleted; to bring it back: ${back}` };
    },
  );
  byId(
    clip,
    {
      ...{ name: "restore", of: "clip", example: "dalaba clip restore c-5b0c61d3a9f2" },
      description: "bring a deleted clip back",
    },
    async (connection, id) => {
      const restored = await connection.call(routes.clips.restoreClip, { params: { id } });
      return { value: restored, text: `${restored.id}  ${restored.title}` };
    },
  );
}

async function addFile(context: Context, path: string, options: AddOptions): Promise<ExitCode> {
  const bytes = await readUserFile(path);
  const connection = await context.connect();
  const site = options.site === undefined ? undefined : await placeId(connection, "site", options.site);
  const name = basename(path);
  const upload = await sendFile(context, connection, name, bytes);
  const { language = null, music } = options;
  const title = options.title ?? name.replace(/\.[^.]+$/, "");
  const made = await makeOfUpload(context, connection, upload, () =>
    connection.call(routes.clips.addClip, {
      body: {
        upload,
        title,
        language,
        sound: music ? "music" : "speech",
        ...(site === undefined ? {} : { site }),
      },
    }),
  );
  return printMade(context, await connection.call(routes.clips.showClip, { params: { id: made.clip } }));
}

async function replaceSound(context: Context, id: string, path: string, music: boolean): Promise<ExitCode> {
  const bytes = await readUserFile(path);
  const connection = await context.connect();
  await connection.call(routes.clips.showClip, { params: { id } });
  const upload = await sendFile(context, connection, basename(path), bytes);
  await makeOfUpload(context, connection, upload, () =>
    connection.call(routes.clips.addClipVersion, {
      params: { id },
      body: { upload, sound: music ? "music" : "speech" },
    }),
  );
  return printMade(context, await connection.call(routes.clips.showClip, { params: { id } }));
}

function printMade(context: Context, clip: ClipReply): ExitCode {
  const { newest } = clip;
  context.out.result(clip, () =>
    [
      `${colours.bold(clip.id)}  ${clip.title}  ${lasting(newest.durationMs)}`,
      `${newest.beforeLufs.toFixed(1)} LUFS as it came, ${newest.afterLufs.toFixed(1)} as it is kept`,
      colours.dim(`to play it: dalaba play --clip ${clip.id} --to TARGET`),
    ].join("\n"),
  );
  return EXIT.ok;
}

async function list(context: Context, deleted: boolean): Promise<ExitCode> {
  const connection = await context.connect();
  const clips = await everyItem<ClipReply>((page) =>
    connection.call(routes.clips.listClips, {
      query: { ...page, deleted: deleted ? "true" : "false" },
    }),
  );
  context.out.result(clips, () =>
    table(
      ["clip", "title", "lasts", "language", "site", "version", "since"],
      clips.map(({ id, title, language, site, newest }) => [
        ...[id, title, lasting(newest.durationMs), language ?? "-", site ?? "-"],
        ...[newest.number, when(newest.atMs)],
      ]),
      deleted ? "nothing is deleted" : "no clips yet; to add one: dalaba clip add FILE",
    ),
  );
  return EXIT.ok;
}

async function showOne(context: Context, id: string): Promise<ExitCode> {
  const connection = await context.connect();
  const clip = await connection.call(routes.clips.showClip, { params: { id } });
  const versions = await everyItem((page) =>
    connection.call(routes.clips.listClipVersions, {
      params: { id },
      query: page,
    }),
  );
  context.out.result({ ...clip, versions }, () =>
    [
      `${colours.bold(clip.id)}  ${clip.title}${clip.deletedAtMs === null ? "" : colours.red("  deleted")}`,
      table(
        ["version", "lasts", "LUFS came", "kept", "peak dBTP", "source", "by", "since"],
        versions.map((each) => [
          ...[each.number, lasting(each.durationMs), each.beforeLufs.toFixed(1), each.afterLufs.toFixed(1)],
          ...[each.truePeakDb.toFixed(1), each.source.name, each.by.name, when(each.atMs)],
        ]),
        "no version",
      ),
    ].join("\n"),
  );
  return EXIT.ok;
}
