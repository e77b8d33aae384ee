import type { Problem } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { useToast } from "./toasts";

/** A refusal said in passing, where no form stands that could hold it. */
export function useRefusalToast(): (problem: Problem) => void {
  const { t, i18n } = useTranslation();
  const toast = useToast();
  return ({ code, params }) => {
    const known = i18n.exists(`errors.${code}.title`) ? code : "our-fault";
    const text = `${t(`errors.${known}.title`, { ...params })} ${t(`errors.${known}.next`, { ...params })}`;
    toast({ text, kind: "problem" });
  };
}
