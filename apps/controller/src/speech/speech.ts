import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { isChinese } from "@dalaba/core/speech";
import type { RecordedFrames } from "../broadcasts";
import { readFrames, writeWhole } from "../clips";
import type { MakeOrder, Progress } from "../clips/clip-maker";
import type { MadeClip } from "../clips/clip-order";
import { SOUND_MAX_BYTES, type SpeechEngine } from "./speech-engine";

export interface Saying {
  readonly say: string;
  readonly language?: string | undefined;
  readonly voice?: string | undefined;
}

export interface Spoken {
  /** Of an Ogg Opus file, absolute. */
  readonly path: string;
  /** What the engine was given. */
  readonly reading: string;
}

interface SpeechParts {
  readonly dataFolder: string;
  readonly engine: SpeechEngine;
  readonly maker: { make(order: MakeOrder, progress: Progress): Promise<Outcome<MadeClip>> };
}

const FOLDER = "speech";
const LIMITS = { maxBytes: SOUND_MAX_BYTES, maxSeconds: 1_800 };
/** What nobody said for so long is made anew when it is wanted, ms. */
const KEPT_MS = 30 * 24 * 3_600_000;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
/** No path that climbs: engines read voices from files. */
const VOICE = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9_.+/-]{0,63}$/;

/** Words as a machine speaks them, levelled like every clip, and kept by what was said and by whom. */
export class Speech {
  private readonly parts: SpeechParts;
  /** Two who want the same words at once have them made once. */
  private readonly making = new Map<string, Promise<Outcome<Spoken>>>();

  constructor(parts: SpeechParts) {
    this.parts = parts;
  }

  /** Their frames of 20 ms. `tts-missing`, `tts-failed`, or what a clip is refused with. */
  async frames(saying: Saying): Promise<Outcome<RecordedFrames>> {
    const made = await this.file(saying);
    if (!made.ok) return made;
    const frames = await readFrames(made.value.path);
    return frames === undefined ? refuse("tts-failed", "what was kept of it cannot be read") : accept(frames);
  }

  /** The Ogg Opus file that says it, and how it is read. */
  file({ say, language, voice = undefined }: Saying): Promise<Outcome<Spoken>> {
    const { engine, dataFolder } = this.parts;
    const wrong = (what: string) => Promise.resolve(refuse("tts-failed", what));
    if (language !== undefined && !LANGUAGE.test(language))
      return wrong(
        `${JSON.stringify(language)} is no language; write zh-CN, yue, en or another tag of BCP 47`,
      );
    if (voice !== undefined && !VOICE.test(voice))
      return wrong(`${JSON.stringify(voice)} is no voice; leave it out, or see what ${engine.name} has`);
    const wording = {
      text: say,
      language: language ?? (isChinese(say) ? "zh-CN" : "en"),
      voice: voice ?? null,
    };
    const reading = engine.prepared(wording);
    const key = createHash("sha256")
      .update(JSON.stringify([engine.name, wording.language, wording.voice, reading]))
      .digest("hex");
    const running = this.making.get(key);
    if (running !== undefined) return running;
    const told = this.keptOrMade({ path: join(dataFolder, FOLDER, `${key}.opus`), reading }, wording).finally(
      () => this.making.delete(key),
    );
    this.making.set(key, told);
    return told;
  }

  /** Deletes what nobody said for 30 days. Call about once an hour. */
  async tidy(nowMs: number): Promise<void> {
    const folder = join(this.parts.dataFolder, FOLDER);
    for (const name of await readdir(folder).catch(() => [])) {
      const info = await stat(join(folder, name)).catch(() => undefined);
      if (info && nowMs - info.mtimeMs > KEPT_MS) await rm(join(folder, name), { force: true });
    }
  }

  private async keptOrMade(
    spoken: Spoken,
    wording: Parameters<SpeechEngine["speak"]>[1],
  ): Promise<Outcome<Spoken>> {
    const now = new Date();
    const kept = await utimes(spoken.path, now, now).then(
      () => true,
      () => false,
    );
    if (kept) return accept(spoken);
    const { engine, maker, dataFolder } = this.parts;
    const sound = await engine.speak(spoken.reading, wording);
    if (!sound.ok) return sound;
    await mkdir(join(dataFolder, FOLDER), { recursive: true });
    const file = join(dataFolder, FOLDER, `${randomBytes(8).toString("hex")}.part`);
    try {
      await writeFile(file, sound.value, { mode: 0o600 });
      const made = await maker.make({ file, sha256: null, sound: "speech", ...LIMITS }, () => undefined);
      if (!made.ok) return made;
      await writeWhole(spoken.path, made.value.opus);
    } finally {
      await rm(file, { force: true });
    }
    return accept(spoken);
  }
}
