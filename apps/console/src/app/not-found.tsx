import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Empty } from "../kit/state";

export function Component() {
  const { t } = useTranslation();
  return (
    <Empty title={t("app.notFound")}>
      <p>{t("app.notFoundHint")}</p>
      <Link to="/">{t("app.home")}</Link>
    </Empty>
  );
}
