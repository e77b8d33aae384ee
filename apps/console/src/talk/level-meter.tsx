import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { type HeldPeak, heldPeak, markDb } from "./peak-hold";
import type { TalkMeter } from "./talk-view";

/** The scale, dBFS: below it nothing is speech. */
const LOW_DB = -60;
/** Speech into a good microphone at arm's length lies here. */
const GOOD_DB = [-36, -9] as const;

const share = (db: number): number => Math.min(1, Math.max(0, 1 - db / LOW_DB));

export interface LevelMeterProps {
  readonly meter: TalkMeter;
  /** False: it rests, in grey. */
  readonly active?: boolean;
}

/** How loud the microphone is: bar for the level, line for the peak, lamp for clipping; the same in words. */
export function LevelMeter({ meter, active = true }: LevelMeterProps) {
  const { t } = useTranslation();
  const held = useRef<HeldPeak | null>(null);
  const nowMs = performance.now();
  held.current = heldPeak(held.current, meter.peakDb, nowMs);
  const db = Math.round(Math.max(LOW_DB, Math.min(0, meter.peakDb)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a <meter> can show neither peak nor band, and looks different everywhere
    <span
      className={`level-meter ${active ? "" : "resting"} ${meter.clipping ? "clipping" : ""}`}
      role="meter"
      aria-label={t("talk.meter.label")}
      aria-valuemin={LOW_DB}
      aria-valuemax={0}
      aria-valuenow={db}
      aria-valuetext={wordsOf()}
    >
      <span className="level-meter-track" aria-hidden="true">
        <span
          className="level-meter-good"
          style={{
            insetInlineStart: percent(GOOD_DB[0]),
            insetInlineEnd: `${100 - share(GOOD_DB[1]) * 100}%`,
          }}
        />
        <span className="level-meter-bar" style={{ transform: `scaleX(${share(meter.rmsDb)})` }} />
        <span
          className="level-meter-peak"
          style={{ insetInlineStart: percent(markDb(held.current, nowMs)) }}
        />
      </span>
      <span className="level-meter-lamp" aria-hidden="true">
        {meter.clipping ? "!" : ""}
      </span>
    </span>
  );

  function wordsOf(): string {
    if (meter.clipping) return t("talk.meter.clipping", { db });
    if (meter.peakDb < LOW_DB) return t("talk.meter.nothing");
    return meter.peakDb < GOOD_DB[0] ? t("talk.meter.quiet", { db }) : t("talk.meter.good", { db });
  }
}

const percent = (db: number): string => `${share(db) * 100}%`;
