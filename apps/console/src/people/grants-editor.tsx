import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Check, Select } from "../kit/choice";
import { Field } from "../kit/field";
import { useLive } from "../live/use-live";
import { type GrantDraft, isPriority, withRole } from "./grant-draft";
import { EVERYWHERE } from "./grant-words";
import { useRoles } from "./use-people";

export interface GrantsEditorProps {
  readonly grants: readonly GrantDraft[];
  readonly onChange: (grants: readonly GrantDraft[]) => void;
}

/** Roles over sites. Each counts for a site and all below it. */
export function GrantsEditor({ grants, onChange }: GrantsEditorProps) {
  const { t } = useTranslation();
  const sites = useLive((state) => state.sites);
  const roles = useRoles();
  const all = roles.data?.items ?? [];
  const put = (at: number, grant: GrantDraft): void => onChange(grants.with(at, grant));
  return (
    <fieldset className="people-grants">
      <legend className="kit-label">{t("people.grants")}</legend>
      {grants.length === 0 ? <p className="muted">{t("people.noGrants")}</p> : null}
      {grants.map((grant, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two grants may be alike while they are being written
        <div key={at} className="people-grant">
          <Select
            label={t("people.roleLabel")}
            value={grant.role}
            options={all.map(({ role }) => ({ value: role, label: t(`people.role.${role}`) }))}
            onChange={(role) =>
              put(at, withRole(grant, role, all.find((each) => each.role === role)?.maxPriority ?? 0))
            }
          />
          <Select
            label={t("people.site")}
            value={grant.site}
            options={[
              { value: EVERYWHERE, label: t("people.everywhere") },
              ...sites.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={(site) => put(at, { ...grant, site })}
          />
          <Field
            label={t("people.maxPriority")}
            value={grant.maxPriority}
            onChange={(maxPriority) => put(at, { ...grant, maxPriority })}
            inputMode="numeric"
            error={isPriority(grant.maxPriority) ? undefined : t("people.maxPriorityRange")}
          />
          <Check on={grant.emergency} onChange={(emergency) => put(at, { ...grant, emergency })}>
            {t("people.emergency")}
          </Check>
          <Button
            small
            look="quiet"
            aria-label={t("people.removeGrant", { role: t(`people.role.${grant.role}`) })}
            onPress={() => onChange(grants.toSpliced(at, 1))}
          >
            ✕
          </Button>
        </div>
      ))}
      <div>
        <Button
          small
          onPress={() =>
            onChange([
              ...grants,
              { role: "operator", site: sites[0]?.id ?? EVERYWHERE, maxPriority: "64", emergency: false },
            ])
          }
        >
          {t("people.addGrant")}
        </Button>
      </div>
    </fieldset>
  );
}
