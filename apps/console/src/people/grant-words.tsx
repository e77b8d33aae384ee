import type { GrantReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { useLive } from "../live/use-live";

/** The site of a grant that covers the whole installation. */
export const EVERYWHERE = "*";

/** What somebody may do and where: `值班员 · 东村 ≤64 · 紧急`. */
export function GrantWords({ grants }: { readonly grants: readonly GrantReply[] }) {
  const { t } = useTranslation();
  const sites = useLive((state) => state.sites);
  if (grants.length === 0) return <span className="muted">{t("people.noGrants")}</span>;
  return (
    <ul className="people-chips">
      {grants.map(({ role, site, maxPriority, permissions }) => (
        <li key={`${role} ${site}`}>
          {t("people.grantWords", {
            role: t(`people.role.${role}`),
            site:
              site === EVERYWHERE
                ? t("people.everywhere")
                : (sites.find(({ id }) => id === site)?.name ?? site),
          })}
          {maxPriority > 0 ? <span className="muted"> ≤{maxPriority}</span> : null}
          {permissions.includes("emergency") ? <strong> ▲{t("people.emergency")}</strong> : null}
        </li>
      ))}
    </ul>
  );
}
