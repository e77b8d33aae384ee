import { useTranslation } from "react-i18next";
import { useRouteError } from "react-router";
import { Button } from "../kit/button";
import { Empty } from "../kit/state";

/** A screen that failed: the others go on, and so does whoever is speaking. */
export function PageFault() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <main>
      <Empty title={t("app.fault")}>
        <p>{t("app.faultHint")}</p>
        <p className="mono">{error instanceof Error ? error.message : String(error)}</p>
        <Button onPress={() => window.location.reload()}>{t("app.reload")}</Button>
      </Empty>
    </main>
  );
}
