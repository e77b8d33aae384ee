import { useTranslation } from "react-i18next";
import type { SpeakerState } from "../live/speaker-view";

const SHAPES: Readonly<Record<SpeakerState, { readonly colour: string; readonly path: React.ReactNode }>> = {
  sounding: {
    colour: "var(--danger)",
    path: <path d="M2 6h3l4-4v12l-4-4H2zM11 4.5c2 1.8 2 5.2 0 7" fill="currentColor" stroke="currentColor" />,
  },
  online: { colour: "var(--ok)", path: <circle cx="8" cy="8" r="5" fill="currentColor" /> },
  offline: {
    colour: "var(--muted)",
    path: <path d="M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M5 5l6 6M11 5l-6 6" fill="none" stroke="currentColor" />,
  },
  disabled: {
    colour: "var(--muted)",
    path: <path d="M3 3h10v10H3zM3 13 13 3" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  },
  unknown: {
    colour: "var(--warn)",
    path: (
      <circle
        cx="8"
        cy="8"
        r="5"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeDasharray="2.5 2.5"
      />
    ),
  },
};

/** A state by colour, by shape and by word: whoever cannot see one of them sees the others. */
export function SpeakerMark({
  state,
  words = true,
}: {
  readonly state: SpeakerState;
  readonly words?: boolean;
}) {
  const { t } = useTranslation();
  const { colour, path } = SHAPES[state];
  const word = t(`speaker.state.${state}`);
  return (
    <span className="kit-mark" style={{ color: colour }}>
      <svg width="16" height="16" viewBox="0 0 16 16" strokeWidth="1.5" aria-hidden="true">
        {path}
      </svg>
      <span className={words ? "" : "unseen"}>{word}</span>
    </span>
  );
}
