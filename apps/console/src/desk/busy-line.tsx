import type { TalkHolder } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { useLive } from "../live/use-live";
import { targetName } from "./term-name";

/** While one speaks: how many of the targets take it, and who holds the others. */
export function BusyLine(props: {
  readonly accepted: number;
  readonly of: number;
  readonly busy: readonly TalkHolder[];
}) {
  const { t } = useTranslation();
  const town = useLive((state) => state);
  const { accepted, of, busy } = props;
  const count = busy.reduce((sum, { speakers }) => sum + speakers, 0);
  const who = busy.map(({ by, to, forMs }) =>
    t("desk.talk.busyWho", { by, to: targetName(to, town, t), seconds: Math.round(forMs / 1000) }),
  );
  return (
    <div className="desk-talk-note desk-short" role="status">
      <strong>{t("desk.talk.busy", { accepted, of, count })}</strong>
      <span>{who.join("；")}</span>
    </div>
  );
}
