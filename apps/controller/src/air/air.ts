import { join } from "node:path";
import type { AirOptions } from "./air-options";
import type { BroadcastParts } from "./broadcast-parts";
import { ClockAnswer } from "./clock-answer";
import { thisClockId } from "./clock-id";
import { Counters } from "./counters";
import { DelayPolicy } from "./delay-policy";
import type { AirCalls, AirEvent } from "./ipc";
import { Journal } from "./journal";
import type { BeginLine } from "./journal-line";
import { recoverJournal } from "./journal-recovery";
import { LatencyBoard, type LatencyView } from "./latency-board";
import { type OpenTown, openTown } from "./open-town";
import { Prediction } from "./prediction";
import { PresenceBoard } from "./presence-board";
import type { Signer } from "./signer-client";
import { readSigningKey, type SigningKey } from "./signing-keys";
import { type BookChange, SpeakerBook } from "./speaker-book";
import { SpeakerWatch } from "./speaker-watch";
import { TicketShelf } from "./ticket-shelf";
import { TroubleVoice } from "./trouble-voice";
import { UpwardDesk } from "./upward-desk";

const SECOND_MS = 1000;
/** A STOP to a speaker whose rights end is given so long to leave before its connection is closed. */
const LAST_WORD_MS = 50;

type Failure = { readonly ok: false; readonly code: string; readonly detail: string };

/** Everything `air` knows and has open. What never waits lives here; what it is told comes through `AirCalls`. */
export class Air {
  readonly options: AirOptions;
  readonly signer: Signer;
  readonly book = new SpeakerBook();
  readonly shelf = new TicketShelf();
  readonly counters = new Counters();
  readonly board: PresenceBoard;
  readonly watch: SpeakerWatch;
  readonly journal: Journal;
  readonly clockId = thisClockId();
  readonly #voice: TroubleVoice;
  readonly #clockAnswer: ClockAnswer;
  readonly #prediction = new Prediction();
  readonly #latency = new LatencyBoard();
  readonly #delays = new DelayPolicy();
  readonly #tell: (event: AirEvent) => void;
  readonly #timer: NodeJS.Timeout;
  /** topic → base64, as last put. */
  readonly #documents = new Map<string, string>();
  #unended: readonly BeginLine[];
  #seconds = 0;
  #epoch = 0;
  #streamKey: SigningKey | undefined;
  #town: OpenTown | undefined;
  #opening: Promise<OpenTown | Failure> | undefined;

  /** Recovers and opens the journal; throws when the data folder cannot be written. */
  constructor(options: AirOptions, signer: Signer, tell: (event: AirEvent) => void) {
    this.options = options;
    this.signer = signer;
    this.#tell = tell;
    const { clocks, dataFolder, log } = options;
    this.#voice = new TroubleVoice(log, tell, clocks.utcMs);
    this.board = new PresenceBoard(tell);
    const folder = join(dataFolder, "journal");
    const recovered = recoverJournal(folder);
    this.#unended = recovered.unended;
    this.journal = new Journal(
      {
        folder,
        clocks,
        onDurable: (position) => tell({ type: "journal", ...position }),
        onTrouble: (detail) => this.#voice.say("journal-failed", detail),
      },
      recovered,
    );
    this.#clockAnswer = new ClockAnswer({
      book: this.book,
      clocks,
      clockId: this.clockId,
      epoch: () => this.#epoch,
      goesOn: (speaker, broadcast) => this.#town?.onAir.goesOn(speaker, broadcast) ?? false,
      attended: () => options.attended?.() ?? true,
      alive: (speaker) => this.watch.alive(speaker),
    });
    this.watch = new SpeakerWatch({
      desk: new UpwardDesk(this.book, this.counters),
      board: this.board,
      clockAnswer: this.#clockAnswer,
      clocks,
      counters: this.counters,
      journal: this.journal,
      voice: this.#voice,
      tell,
      downlink: () => this.#town?.downlink,
      onAir: () => this.#town?.onAir,
    });
    this.#timer = setInterval(() => this.#tick(), SECOND_MS);
  }

  get latency(): LatencyView {
    const nowMs = this.options.clocks.serverTimeUs() / 1000;
    return this.#latency.view(nowMs, this.#delays.of({ kind: "talk", class: "talk" }, nowMs));
  }

  get town(): OpenTown | undefined {
    return this.#town;
  }

  #tick(): void {
    this.watch.tick();
    if (++this.#seconds % 10 === 0) this.watch.writeUnverified();
  }

  /** Takes the whole state; the first one opens the listeners. */
  async replaceState(
    ask: AirCalls["state"]["ask"],
  ): Promise<({ readonly ok: true } & AirCalls["state"]["answer"]) | Failure> {
    const keysFolder = join(this.options.dataFolder, "keys");
    const key = readSigningKey(keysFolder, "stream", ask.streamKid);
    if (!key.ok) return key;
    const loaded = await this.signer.ask({ type: "load" });
    if (!loaded.ok) return loaded;
    this.#streamKey = key.key;
    this.#epoch = ask.epoch;
    const change = this.book.replace(ask.speakers, ask.groups);
    const wanted = new Set(ask.documents.map(({ topic }) => topic));
    const taken = [...this.#documents.keys()].filter((topic) => !wanted.has(topic));
    const removed = taken.map((topic) => ({ topic, bytes: "" }));
    if (!this.#town) {
      for (const { topic, bytes } of ask.documents) this.#documents.set(topic, bytes);
      const opened = await this.#open();
      if ("code" in opened) return opened;
    } else {
      this.shut(change);
      this.putDocuments([...ask.documents, ...removed]);
    }
    for (const event of this.board.snapshot(this.options.clocks.utcMs())) this.#tell(event);
    return { ok: true, ports: (this.#town as unknown as OpenTown).ports };
  }

  async #open(): Promise<OpenTown | Failure> {
    this.#opening ??= openTown({
      options: this.options,
      book: this.book,
      board: this.board,
      counters: this.counters,
      clockAnswer: this.#clockAnswer,
      listener: this.watch,
      shelf: this.shelf,
      documents: [...this.#documents].map(([topic, bytes]) => ({ topic, bytes })),
      unended: this.#unended,
      offered: (speaker) => this.#town?.onAir.offered(speaker) ?? new Set(),
      broadcastParts: (downlink) => this.#broadcastParts(downlink),
    });
    const opened = await this.#opening;
    this.#opening = undefined;
    if ("code" in opened) {
      this.options.log.error(opened, `air cannot listen: ${opened.detail}`);
      return opened;
    }
    if (this.#town) return opened;
    this.#town = opened;
    this.#unended = [];
    this.options.log.info(opened.ports, "air listens");
    this.#tell({ type: "listening", ...opened.ports });
    this.options.opened?.();
    return opened;
  }

  #broadcastParts(downlink: BroadcastParts["downlink"]): BroadcastParts {
    const { options, book, board, signer, journal, counters, clockId } = this;
    const { clocks, log, dataFolder } = options;
    return {
      ...{ book, board, downlink, signer, journal, counters, clockId, clocks, log, dataFolder },
      prediction: this.#prediction,
      latency: this.#latency,
      delays: this.#delays,
      streamKey: () => this.#streamKey as SigningKey,
      epoch: () => this.#epoch,
      heardAtMs: (speaker) => this.watch.heardAtMs(speaker),
      trouble: (code, detail, speaker) => this.#voice.say(code, detail, speaker),
      tell: this.#tell,
    };
  }

  /** Retained; unchanged ones are left alone. Nobody waits for a speaker that does not read them. */
  putDocuments(documents: AirCalls["documents.put"]["ask"]["documents"]): void {
    const changed = documents.filter(({ topic, bytes }) => this.#documents.get(topic) !== bytes);
    for (const { topic, bytes } of changed) {
      if (bytes === "") this.#documents.delete(topic);
      else this.#documents.set(topic, bytes);
    }
    this.#town?.downlink.putDocuments(changed).catch((error: Error) => {
      this.#voice.say("documents-failed", error.message);
    });
  }

  /** Takes speakers' rights away at once: what sounds there is stopped, their connections end. */
  shut(change: BookChange): void {
    if (change.shut.size > 0) void this.#shut(change);
  }

  async #shut({ shut }: BookChange): Promise<void> {
    const town = this.#town;
    await Promise.all([...shut.keys()].map((id) => town?.onAir.silence(id)));
    for (const id of shut.keys()) town?.onAir.away(id, "disabled");
    if (town) await new Promise((resolve) => setTimeout(resolve, LAST_WORD_MS));
    const { clocks } = this.options;
    for (const [id, why] of shut) {
      town?.downlink.drop(id, why);
      if (town?.downlink.kind === "external")
        this.board.take(id, { type: "closed", why }, clocks.serverTimeUs() / 1000, clocks.utcMs());
      if (why === "removed") this.watch.forget(id);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#town?.close();
    this.watch.writeUnverified();
    await this.journal.close();
  }
}
