import { useTranslation } from "react-i18next";

/** What a speaker's reason is called in the operator's language; one that this page does not know stays as it came. */
export function useReasonTitle(): (reason: string) => string {
  const { t, i18n } = useTranslation();
  return (reason) => (i18n.exists(`reason.${reason}.title`) ? t(`reason.${reason}.title`) : reason);
}
