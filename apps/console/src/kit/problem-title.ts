import { useTranslation } from "react-i18next";

/** What a refusal's code is called in the operator's language; one without words is our own fault. */
export function useProblemTitle(): (code: string) => string {
  const { t, i18n } = useTranslation();
  return (code) => {
    const known = i18n.exists(`errors.${code}.title`) ? code : "our-fault";
    return t(`errors.${known}.title`);
  };
}
