import { useTranslation } from "react-i18next";
import { problemIn } from "../app/controller";
import { Loading, ProblemNote } from "../kit/state";
import { useRoles } from "./use-people";

/** What each role may do, as the controller has it. */
export function RolesReference() {
  const { t } = useTranslation();
  const roles = useRoles();
  if (roles.isPending) return <Loading />;
  if (roles.error)
    return <ProblemNote problem={problemIn(roles.error)} onRetry={() => void roles.refetch()} />;
  return (
    <ul className="people-roles">
      {roles.data.items.map(({ role, acts, maxPriority }) => (
        <li key={role} className="kit-panel people-role">
          <h2>{t(`people.role.${role}`)}</h2>
          <p className="muted">{t("people.roleMax", { n: maxPriority })}</p>
          <ul className="people-chips">
            {acts.map((act) => (
              <li key={act}>{t(`people.act.${act}`)}</li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  );
}
