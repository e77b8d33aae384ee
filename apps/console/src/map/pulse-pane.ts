import { CanvasPane, type Frame } from "./canvas-pane";
import type { SpeakerPane } from "./speaker-pane";

const TURN = 2 * Math.PI;
/** One ring grows and fades in this time. */
const PERIOD_MS = 1600;
/** Fifteen pictures a second are smooth for a ring that grows slowly, and leave the rest of each second free. */
const INTERVAL_MS = 66;

/**
 * The rings around what sounds, on a canvas of their own so that nothing else is drawn for them. Without motion
 * (the operator's wish) each has one still ring.
 */
export class PulsePane extends CanvasPane {
  readonly #speakers: SpeakerPane;
  readonly #still: boolean;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(speakers: SpeakerPane, still: boolean) {
    super("map-pulse", { margin: 0.02 });
    this.#speakers = speakers;
    this.#still = still;
  }

  /** To be called when the speakers change: rings run only while somebody sounds. */
  refresh(): void {
    const sounding = this.#speakers.scene.speakers.some(
      ({ state, result }) => state === "sounding" && !result,
    );
    if (sounding && !this.#still) {
      this.#timer ??= setInterval(() => {
        if (!document.hidden) this.redraw();
      }, INTERVAL_MS);
    } else {
      this.#stop();
    }
    this.redraw();
  }

  override onRemove(): this {
    this.#stop();
    return super.onRemove();
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  protected override draw({ ctx, zoom, left, top, width, height }: Frame): void {
    const layout = this.#speakers.layout(zoom);
    const phase = this.#still ? 0.45 : (performance.now() % PERIOD_MS) / PERIOD_MS;
    const grown = layout.radius * (1.1 + 1.5 * phase);
    ctx.beginPath();
    const ring = (x: number, y: number, r: number) => {
      if (x < left - r || x > left + width + r || y < top - r || y > top + height + r) return;
      ctx.moveTo(x - left + r, y - top);
      ctx.arc(x - left, y - top, r, 0, TURN);
    };
    for (const { x, y, speaker } of layout.singles) {
      if (speaker.state === "sounding" && !speaker.result) ring(x, y, grown);
    }
    for (const { x, y, members } of layout.clusters) {
      if (members.some(({ state, result }) => state === "sounding" && !result)) ring(x, y, 14 + grown);
    }
    ctx.globalAlpha = this.#still ? 0.8 : 1 - phase;
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = this.#speakers.scene.palette.state.sounding;
    ctx.stroke();
    ctx.globalAlpha = 1;
  }
}
