import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** The window's title says which screen this is; while somebody speaks, the shell says that instead. */
export function useTitle(page: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t("app.title", { page });
  }, [page, t]);
}
