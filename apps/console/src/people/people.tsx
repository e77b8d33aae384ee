import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { hasRole, useMe } from "../app/me";
import { useTitle } from "../app/use-title";
import { Segments } from "../kit/choice";
import { OperatorsTab } from "./operators-tab";
import { RolesReference } from "./roles-reference";
import { SessionsTab } from "./sessions-tab";
import { TokensTab } from "./tokens-tab";

const TABS = ["operators", "tokens", "sessions", "roles"] as const;
type Tab = (typeof TABS)[number];

/** Who may speak and where, what programs may do in their name, and who is signed in now. */
export function Component() {
  const { t } = useTranslation();
  const me = useMe();
  const [asked, setAsked] = useSearchParams();
  useTitle(t("nav.people"));
  // Others have tokens and sessions of their own; operators are an administrator's.
  const manages = hasRole(me.data, "admin");
  const tabs = TABS.filter((each) => each !== "operators" || manages);
  const tab: Tab = tabs.find((each) => each === asked.get("tab")) ?? (manages ? "operators" : "tokens");
  return (
    <section className="kit-page people-page">
      <header>
        <h1>{t("nav.people")}</h1>
        <Segments
          label={t("nav.people")}
          value={tab}
          onChange={(next) => setAsked({ tab: next }, { replace: true })}
          options={tabs.map((value) => ({ value, label: t(`people.tab.${value}`) }))}
        />
      </header>
      {tab === "operators" ? <OperatorsTab /> : null}
      {tab === "tokens" ? <TokensTab manages={manages} /> : null}
      {tab === "sessions" ? <SessionsTab manages={manages} /> : null}
      {tab === "roles" ? <RolesReference /> : null}
    </section>
  );
}
