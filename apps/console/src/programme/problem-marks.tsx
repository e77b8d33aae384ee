import { useTranslation } from "react-i18next";

/** What stands against an occurrence, in words; of a code that this page does not know, the code. */
export function ProblemMarks({
  problems,
  plain = false,
}: {
  readonly problems: readonly string[];
  /** It is as it should be: no warning sign. */
  readonly plain?: boolean;
}) {
  const { t, i18n } = useTranslation();
  return problems.map((code) => (
    <span key={code} className="programme-problem">
      {plain ? null : <span aria-hidden="true">⚠ </span>}
      {i18n.exists(`programme.problem.${code}`) ? t(`programme.problem.${code}`) : code}
    </span>
  ));
}
