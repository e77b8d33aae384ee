import { useTranslation } from "react-i18next";

/** `waiting`: its receipt may still come. */
export type VerdictShown = "played" | "partial" | "failed" | "waiting";

const SHAPES: Readonly<Record<VerdictShown, { readonly colour: string; readonly shape: string }>> = {
  played: { colour: "var(--ok)", shape: "✓" },
  partial: { colour: "var(--warn)", shape: "◐" },
  failed: { colour: "var(--danger)", shape: "✕" },
  waiting: { colour: "var(--muted)", shape: "…" },
};

export function VerdictMark({ verdict }: { readonly verdict: VerdictShown }) {
  const { t } = useTranslation();
  const { colour, shape } = SHAPES[verdict];
  return (
    <span className="kit-mark" style={{ color: colour }}>
      <span aria-hidden="true" className="history-verdict-shape">
        {shape}
      </span>
      {t(`history.verdict.${verdict}`)}
    </span>
  );
}
