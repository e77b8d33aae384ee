import type { Client } from "@dalaba/api/browser";
import { chooseEncoder, type OpenEncoder } from "./frame-encoder";
import { TalkHopTimes } from "./hop-times";
import type { MicrophoneParts } from "./microphone";
import { MicrophoneTrial, type PlayBack } from "./microphone-trial";
import type { SpeechFrame } from "./speech-queue";
import { TalkLine } from "./talk-line";
import { quietAnswers, receiptsOf } from "./talk-receipts";
import { PLAIN_TALK, requestOf, type TalkOptions } from "./talk-request";
import type { KeptSettings, TalkSettings } from "./talk-settings";
import { IDLE, type KeySource, type TalkEffect, type TalkInput, type TalkState } from "./talk-state";
import { stepTalk } from "./talk-step";
import { isLive } from "./talk-turn";
import { type TalkView, talkView } from "./talk-view";
import type { OpenSocket } from "./uplink-socket";
import { type MicrophoneLike, VoiceInput } from "./voice-input";

export interface TalkKeyParts {
  readonly client: Client;
  readonly settings: KeptSettings;
  readonly makeMicrophone: (parts: MicrophoneParts) => MicrophoneLike;
  readonly openSocket: OpenSocket;
  readonly playBack: PlayBack;
  /** Monotonic, ms. */
  readonly nowMs: () => number;
  /** UTC of the page's time 0, ms. */
  readonly originMs: number;
  /** What the browser's encoder proves to be; left out: it is tried. */
  readonly encoder?: Promise<OpenEncoder>;
}

/** While a talk lives: beats, the meter and the clock of the view, ms. */
const TEND_MS = 100;
/** A microphone that gives no frame for so long has stopped without a word, ms. */
const STALLED_MS = 1000;

/** The talk key: microphone, line and state put together. Nothing here decides; `stepTalk` does. */
export class TalkKey {
  readonly #parts: TalkKeyParts;
  readonly #voice: VoiceInput;
  readonly #trial: MicrophoneTrial;
  readonly #hops = new TalkHopTimes();
  readonly #lines = new Map<number, TalkLine>();
  readonly #listeners = new Set<() => void>();
  readonly #encoder: Promise<OpenEncoder>;
  #state: TalkState = IDLE;
  #to: readonly string[] = [];
  #options = PLAIN_TALK;
  #testing = false;
  #usedMs: number;
  #view: TalkView | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #wakeAtMs = Number.POSITIVE_INFINITY;
  readonly #pulse: ReturnType<typeof setInterval>;

  constructor(parts: TalkKeyParts) {
    this.#parts = parts;
    this.#usedMs = parts.nowMs();
    this.#encoder = parts.encoder ?? chooseEncoder();
    this.#voice = new VoiceInput({
      ...{ makeMicrophone: parts.makeMicrophone, nowMs: parts.nowMs, hops: this.#hops },
      onSpeech: (frame) => this.#speech(frame),
      onChange: () => this.#changed(),
      onFault: (code) => this.#step({ type: "mic-fault", code }),
    });
    this.#voice.gainControl = parts.settings.value.gainControl;
    this.#trial = new MicrophoneTrial(parts.playBack, () => this.#changed());
    this.#pulse = setInterval(() => this.#tend(), TEND_MS);
  }

  /** Opens the microphone before it is needed; the browser asks the operator the first time. */
  async arm(): Promise<void> {
    this.#usedMs = this.#parts.nowMs();
    const { device, noiseSuppression } = this.#parts.settings.value;
    await this.#voice.arm({ device, noiseSuppression });
  }

  /** Lets the microphone go, and with it the browser's recording sign. */
  disarm(): void {
    this.stopTest();
    if (!isLive(this.#state.phase)) this.#voice.release();
  }

  press(source: KeySource): void {
    this.stopTest();
    const { mode } = this.#parts.settings.value;
    this.#step({ type: "press", source, mode, night: this.#options.night });
  }

  /** Without a source: whoever holds it. */
  release(source?: KeySource): void {
    this.#step({ type: "release", source });
  }

  escape(): void {
    this.#step({ type: "escape" });
  }

  /** The window lost the focus, or the page is hidden. */
  blur(): void {
    this.#step({ type: "blur" });
  }

  /** The page goes away. */
  leave(): void {
    this.#step({ type: "leave" });
  }

  devicesChanged(): void {
    this.#voice.devicesChanged();
  }

  /** Targets as `POST /talks` takes them; the next press speaks to them. */
  setTarget(to: readonly string[]): void {
    this.#to = to;
  }

  setOptions(changes: Partial<TalkOptions>): void {
    this.#options = { ...this.#options, ...changes };
  }

  changeSettings(changes: Partial<TalkSettings>): void {
    const { gainControl } = this.#parts.settings.change(changes);
    this.#voice.gainControl = gainControl;
    // Another device is opened now and not at the next press; in the middle of a talk it has to wait.
    if (this.#voice.state !== "off" && !isLive(this.#state.phase)) void this.arm();
    this.#changed();
  }

  startTest(): void {
    if (isLive(this.#state.phase)) return;
    this.#testing = true;
    void this.arm();
    this.#changed();
  }

  /** Records three seconds as they would be sent and plays them back here. */
  recordTest(): void {
    if (this.#testing) this.#trial.start();
  }

  stopTest(): void {
    this.#testing = false;
    this.#trial.stop();
    this.#changed();
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** The same object until something changed. */
  view = (): TalkView => {
    this.#view ??= this.#look();
    return this.#view;
  };

  /** For good: the page's key is made once, a test's goes with it. */
  close(): void {
    this.leave();
    clearInterval(this.#pulse);
    clearTimeout(this.#timer);
    this.stopTest();
    this.#voice.release();
    this.#listeners.clear();
  }

  #step(input: TalkInput): void {
    const { state, effects, wakeAt } = stepTalk(this.#state, input, this.#parts.nowMs());
    const changed = state !== this.#state;
    this.#state = state;
    this.#voice.learning = this.#testing || isLive(state.phase);
    clearTimeout(this.#timer);
    this.#wakeAtMs = wakeAt ?? Number.POSITIVE_INFINITY;
    if (wakeAt !== undefined)
      this.#timer = setTimeout(() => this.#step({ type: "tick" }), Math.max(0, wakeAt - this.#parts.nowMs()));
    for (const effect of effects) this.#carryOut(effect);
    if (changed) this.#changed();
  }

  #carryOut(effect: TalkEffect): void {
    const { talk } = effect;
    const { client, nowMs } = this.#parts;
    const line = this.#lines.get(talk);
    switch (effect.type) {
      case "open":
        void this.#open(talk);
        break;
      case "flow":
        line?.flow();
        break;
      case "finish":
        line?.finish(effect.atMs);
        break;
      case "cut":
        this.#hangUp(talk);
        break;
      case "ask-answers":
        void quietAnswers(client, effect.broadcast).then((quiet) =>
          this.#step({ type: "answers", talk, quiet }),
        );
        break;
      case "ask-result":
        void receiptsOf(client, effect.broadcast, nowMs).then((result) =>
          this.#step({ type: "result", talk, result }),
        );
    }
  }

  #hangUp(talk: number): void {
    this.#lines.get(talk)?.cut();
    this.#lines.delete(talk);
  }

  /** A ticket lives 30 s and the browser's question for the microphone as long as it likes: the microphone comes first. */
  async #open(talk: number): Promise<void> {
    const { client, openSocket, nowMs, originMs, settings } = this.#parts;
    const request = requestOf(this.#to, settings.value.chime, this.#options);
    const line: TalkLine = new TalkLine({
      ...{ client, openSocket, nowMs, originMs, request, hops: this.#hops },
      openEncoder: async (events) => (await this.#encoder)(events),
      onNews: (news) => {
        this.#step({ ...news, talk });
        const over =
          news.type === "heard" && (news.message.type === "ended" || news.message.type === "error");
        if (over || news.type === "lost") this.#hangUp(talk);
      },
    });
    this.#lines.set(talk, line);
    if (!this.#voice.works) await this.arm();
    if (this.#lines.get(talk) !== line) return;
    const { state } = this.#voice;
    if (this.#voice.works) await line.begin();
    else this.#step({ type: "mic-fault", code: state === "arming" ? "mic-busy" : state });
  }

  /** Comes 50 times a second also in a hidden page, whose timers stand nearly still: the line keeps its time by it. */
  #speech(frame: SpeechFrame): void {
    if (this.#parts.nowMs() >= this.#wakeAtMs) this.#step({ type: "tick" });
    for (const line of this.#lines.values()) line.push(frame);
    this.#trial.push(frame.pcm);
  }

  #tend(): void {
    const nowMs = this.#parts.nowMs();
    for (const line of this.#lines.values()) line.tend();
    const live = isLive(this.#state.phase);
    if (live) this.#usedMs = nowMs;
    if (live && this.#voice.stalledMs(nowMs) > STALLED_MS)
      this.#step({ type: "mic-fault", code: "mic-unplugged" });
    const { releaseAfterMin } = this.#parts.settings.value;
    const idle = releaseAfterMin > 0 && nowMs - this.#usedMs > releaseAfterMin * 60_000;
    if (idle && !this.#testing && this.#voice.works) this.#voice.release();
    if (this.#voice.works || live) this.#changed();
  }

  #look(): TalkView {
    const { nowMs, settings } = this.#parts;
    const [now, voice] = [nowMs(), this.#voice];
    return talkView({
      ...{ state: this.#state, settings: settings.value, nowMs: now, mic: voice.state },
      meter: voice.meter(),
      hops: this.#hops.of(now),
      test: { running: this.#testing, phase: this.#trial.phase, recordedMs: this.#trial.recordedMs },
    });
  }

  #changed(): void {
    this.#view = undefined;
    for (const listener of this.#listeners) listener();
  }
}
