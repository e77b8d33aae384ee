import { useTranslation } from "react-i18next";

/** What stands against an occurrence, in words; of a code that this page does not know, the code. */
export function ProblemMarks({ problems }: { readonly problems: readonly string[] }) {
  const { t, i18n } = useTranslation();
  return problems.map((code) => (
    <span key={code} className="programme-problem">
      <span aria-hidden="true">⚠</span>{" "}
      {i18n.exists(`programme.problem.${code}`) ? t(`programme.problem.${code}`) : code}
    </span>
  ));
}
