import { useTranslation } from "react-i18next";
import { useTitle } from "../app/use-title";

export function Component() {
  const { t } = useTranslation();
  useTitle(t("desk.title"));
  return <div className="desk" />;
}
