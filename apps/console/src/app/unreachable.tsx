import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { SessionCard } from "../session/session-card";

const AGAIN_MS = 3000;

/** Nothing is known yet and nobody answers: asks again by itself. */
export function Unreachable({ onRetry }: { readonly onRetry: () => void }) {
  const { t } = useTranslation();
  useEffect(() => {
    const timer = setInterval(onRetry, AGAIN_MS);
    return () => clearInterval(timer);
  }, [onRetry]);
  return (
    <SessionCard title={t("signIn.unreachable")}>
      <p className="muted">{t("signIn.unreachableHint")}</p>
      <Button onPress={onRetry}>{t("common.retry")}</Button>
    </SessionCard>
  );
}
