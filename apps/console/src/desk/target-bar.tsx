import { useTranslation } from "react-i18next";
import { useHotkey } from "../app/use-hotkey";
import { Button } from "../kit/button";
import { ProblemNote } from "../kit/state";
import { useLive } from "../live/use-live";
import { useTargets } from "./targets";
import { termName } from "./term-name";
import type { Meant } from "./use-meant";

const SHOWN_MAX = 12;

/** Whom the next word is for: always in sight, always in words, each part removable. */
export function TargetBar({ meant, onSites }: { readonly meant: Meant; readonly onSites: () => void }) {
  const { t } = useTranslation();
  const { chips, remove, clear, set } = useTargets();
  const town = useLive((state) => state);
  useHotkey("a", () => set(["all"]));
  useHotkey("Backspace", clear);
  const offline = meant.ids.size - meant.online;
  return (
    <section className="desk-targets kit-panel" aria-label={t("desk.targets.title")}>
      <div className="desk-chips">
        {chips.length === 0 ? (
          <span className="muted desk-no-target">
            <strong>{t("desk.targets.none")}</strong> {t("desk.targets.noneHint")}
          </span>
        ) : null}
        {chips.slice(0, SHOWN_MAX).map((term) => {
          const name = termName(term, town, t);
          return (
            <span key={term} className={`desk-chip ${term === "all" ? "wide" : ""}`}>
              {name}
              <Button
                small
                look="quiet"
                aria-label={t("desk.targets.remove", { name })}
                onPress={() => remove(term)}
              >
                ×
              </Button>
            </span>
          );
        })}
        {chips.length > SHOWN_MAX ? (
          <span className="muted">{t("desk.targets.more", { count: chips.length - SHOWN_MAX })}</span>
        ) : null}
      </div>
      <div className="desk-meant" role="status">
        {meant.asking ? <span className="muted">{t("desk.targets.asking")}</span> : null}
        {!meant.asking && meant.ids.size > 0 ? (
          <>
            <strong>{t("desk.targets.speakers", { count: meant.ids.size })}</strong>
            {offline > 0 ? (
              <span className="desk-short">{t("desk.targets.offline", { count: offline })}</span>
            ) : (
              <span className="muted">{t("desk.targets.online", { count: meant.online })}</span>
            )}
          </>
        ) : null}
      </div>
      <div className="desk-target-acts">
        <Button small className="desk-sites-open" onPress={onSites}>
          {t("desk.sites.choosing")}
        </Button>
        <Button small onPress={() => set(["all"])} isDisabled={chips.includes("all")}>
          {t("desk.sites.all")} <kbd>A</kbd>
        </Button>
        <Button small onPress={clear} isDisabled={chips.length === 0}>
          {t("desk.targets.clear")}
        </Button>
      </div>
      {meant.problem ? <ProblemNote problem={meant.problem} /> : null}
    </section>
  );
}
