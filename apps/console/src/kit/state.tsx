import type { Problem } from "@dalaba/api/browser";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";

/** Something is on its way. Said to screen readers, and not shown at all for the first moment. */
export function Loading({ label }: { readonly label?: string }) {
  const { t } = useTranslation();
  return (
    <div className="kit-empty" role="status">
      <span className="kit-spinner" aria-hidden="true" />
      <span>{label ?? t("common.loading")}</span>
    </div>
  );
}

/** Nothing is here, why, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="kit-empty">
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export interface ProblemNoteProps {
  readonly problem: Pick<Problem, "code" | "detail" | "params"> & { readonly request?: string | undefined };
  readonly onRetry?: (() => void) | undefined;
}

/** A refusal in the operator's language: what is wrong, what to do next, and the code for whoever is asked for help. */
export function ProblemNote({ problem, onRetry }: ProblemNoteProps) {
  const { t, i18n } = useTranslation();
  const known = i18n.exists(`errors.${problem.code}.title`);
  const code = known ? problem.code : "our-fault";
  return (
    <div className="kit-note problem" role="alert">
      <strong>{t(`errors.${code}.title`, { ...problem.params })}</strong>
      <span>{t(`errors.${code}.next`, { ...problem.params })}</span>
      <span className="kit-hint mono">
        {problem.code}
        {problem.request === undefined ? "" : ` · ${problem.request}`}
      </span>
      {onRetry === undefined ? null : (
        <span>
          <Button small onPress={onRetry}>
            {t("common.retry")}
          </Button>
        </span>
      )}
    </div>
  );
}
