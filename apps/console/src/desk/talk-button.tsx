import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { LevelMeter } from "../talk/level-meter";
import { useTalk } from "../talk/talk-context";
import { isLive } from "../talk/talk-turn";
import { useTalkKey } from "../talk/use-talk-key";
import { keyName } from "./key-name";
import { LatencyLine } from "./latency-line";
import type { Meant } from "./use-meant";

/**
 * The key: the largest thing on the screen. Held or latched, by pointer, by Space or by the operator's own key. What it
 * says follows the speakers' reports; its place and size never change.
 */
export function TalkButton({ meant }: { readonly meant: Meant }) {
  const { t } = useTranslation();
  const { key, options, press, release } = useTalk();
  const view = useTalkKey(key);
  const { settings } = view;
  const pointer = useRef<number | null>(null);
  const speaking = isLive(view.state) || view.state === "tail";
  const disabled = meant.ids.size === 0 && !speaking;
  const latch = settings.mode === "latch";
  return (
    <button
      type="button"
      id="talk-key"
      data-talk-key=""
      className={`desk-key ${view.state} ${options.emergency ? "desk-key-emergency" : ""}`}
      aria-pressed={speaking}
      aria-disabled={disabled}
      data-disabled={disabled ? "" : undefined}
      data-state={view.state}
      onPointerDown={(event) => {
        if (disabled || event.button !== 0 || pointer.current !== null) return;
        pointer.current = event.pointerId;
        event.currentTarget.setPointerCapture(event.pointerId);
        press("pointer");
      }}
      onPointerUp={(event) => {
        if (pointer.current !== event.pointerId) return;
        pointer.current = null;
        release("pointer");
      }}
      onPointerCancel={() => {
        pointer.current = null;
        release("pointer");
      }}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span>
        <strong>{headline(t, view.state, disabled)}</strong>
        <small>{subline()}</small>
        <LatencyLine />
      </span>
      <span className="desk-key-meter">
        <LevelMeter meter={view.meter} active={speaking} />
      </span>
    </button>
  );

  function subline(): string {
    if (view.state === "on-air" || view.state === "keying" || view.state === "tail") {
      const sounding = t("desk.talk.sounding", { sounding: view.sounding, of: view.of });
      if (view.chimeLeftMs > 0) return t("desk.talk.chimeLeft");
      return view.limitNear && view.maxMs !== null
        ? `${sounding} · ${t("desk.talk.left", { seconds: Math.max(0, Math.ceil((view.maxMs - view.elapsedMs) / 1000)) })}`
        : `${sounding} · ${clock(view.elapsedMs)}`;
    }
    if (disabled) return "";
    if (options.emergency) return t("desk.talk.emergencyOn");
    if (latch) return t("desk.talk.latch");
    // Whoever speaks by touch has no Space bar.
    if (TOUCH.matches) return t("desk.talk.holdTouch");
    return settings.key === "Space"
      ? t("desk.talk.holdKey")
      : t("desk.talk.boundKey", { key: keyName(settings.key) });
  }
}

const TOUCH = window.matchMedia("(pointer: coarse)");

function headline(t: ReturnType<typeof useTranslation>["t"], state: string, disabled: boolean): string {
  switch (state) {
    case "opening":
      return t("desk.talk.opening");
    case "keying":
      return t("desk.talk.keying");
    case "on-air":
      return t("desk.talk.onAir");
    case "tail":
      return t("desk.talk.tail");
    default:
      return t(disabled ? "desk.talk.chooseFirst" : "desk.talk.hold");
  }
}

function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
