import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { hasRole, useMe } from "../app/me";
import { useTitle } from "../app/use-title";
import { useTargets } from "../desk/targets";
import { Button } from "../kit/button";
import { RowGrid } from "../kit/row-grid";
import { Empty, Loading } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useNarrow } from "../kit/use-narrow";
import type { LiveState } from "../live/live-state";
import { useLive, useLiveStore } from "../live/use-live";
import { AddSpeakers } from "./add-speakers";
import { fleetCell } from "./fleet-cell";
import { FleetFilters } from "./fleet-filters";
import {
  FLEET_COLUMNS,
  type FleetFilter,
  type FleetOrder,
  filterFleet,
  fleetRows,
  sortFleet,
} from "./fleet-rows";
import { RotateCredentials } from "./rotate-credentials";

const ROW_PX = { wide: 40, narrow: 70 };
/** The feed tells who comes and goes, not each heartbeat: how fresh the evidence is, is asked anew this often, ms. */
const EVIDENCE_MS = 20_000;

const pick = ({ speakers, sites, zones, sounding, link }: LiveState) => ({
  speakers,
  sites,
  zones,
  sounding,
  link,
});
type Town = ReturnType<typeof pick>;
const same = (a: Town, b: Town): boolean =>
  (Object.keys(a) as (keyof Town)[]).every((member) => a[member] === b[member]);

/** Every speaker one may see: how it does, and how old that knowledge is. */
export function Component() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const narrow = useNarrow();
  const me = useMe();
  const toast = useToast();
  const targets = useTargets();
  const live = useLiveStore();
  const town = useLive(pick, same);
  const [filter, setFilter] = useState<FleetFilter>({ text: "", state: "all", site: "", zone: "" });
  const [order, setOrder] = useState<FleetOrder>({ by: "state", down: false });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [dialog, setDialog] = useState<"add" | "rotate" | null>(null);
  useTitle(t("nav.speakers"));
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && live.refresh(), EVIDENCE_MS);
    return () => clearInterval(timer);
  }, [live]);

  const columns = useMemo(() => FLEET_COLUMNS.map((id) => ({ id, title: t(`speakers.column.${id}`) })), [t]);
  const rows = useMemo(() => fleetRows(town), [town]);
  // Typing goes first; the list follows.
  const wanted = useDeferredValue(filter);
  const shown = useMemo(() => sortFleet(filterFleet(rows, wanted), order), [rows, wanted, order]);
  const chosen = useMemo(
    () => shown.filter(({ id }) => selected.has(id)).map(({ id }) => id),
    [shown, selected],
  );
  const manages = hasRole(me.data, "technician", "admin");
  const talks = hasRole(me.data, "operator", "supervisor", "admin");
  const talkToThese = (): void => {
    targets.add(chosen.map((id) => `speaker:${id}`));
    toast({ text: t("speakers.added", { n: chosen.length }) });
    void navigate("/");
  };

  return (
    <section className="kit-page speakers-page">
      <header>
        <h1>{t("nav.speakers")}</h1>
        <span className="muted" role="status">
          {t("speakers.shown", { n: shown.length, of: rows.length })}
        </span>
        <div className="speakers-acts">
          {talks ? (
            <Button look="primary" isDisabled={chosen.length === 0} onPress={talkToThese}>
              {t("speakers.talk", { n: chosen.length })}
            </Button>
          ) : null}
          {manages ? (
            <>
              <Button isDisabled={chosen.length === 0} onPress={() => setDialog("rotate")}>
                {t("speakers.rotate.act")}
              </Button>
              <Button onPress={() => setDialog("add")}>{t("speakers.add.act")}</Button>
            </>
          ) : null}
        </div>
      </header>
      <FleetFilters filter={filter} onChange={setFilter} sites={town.sites} zones={town.zones} />
      <div className="kit-panel speakers-list">
        {town.link === "connecting" ? <Loading /> : null}
        {town.link !== "connecting" && shown.length === 0 ? (
          <Empty title={t(rows.length === 0 ? "speakers.none" : "speakers.noneFound")}>
            <p>{t(rows.length === 0 ? "speakers.noneHint" : "speakers.noneFoundHint")}</p>
          </Empty>
        ) : null}
        {shown.length > 0 ? (
          <RowGrid
            label={t("nav.speakers")}
            className="speakers-grid"
            rows={shown}
            keyOf={({ id }) => id}
            rowPx={narrow ? ROW_PX.narrow : ROW_PX.wide}
            columns={columns}
            cell={fleetCell}
            order={order}
            onOrder={setOrder}
            selected={selected}
            onSelect={setSelected}
            onOpen={({ id }) => void navigate(`/speakers/${id}`)}
          />
        ) : null}
      </div>
      <AddSpeakers open={dialog === "add"} onClose={() => setDialog(null)} />
      <RotateCredentials open={dialog === "rotate"} speakers={chosen} onClose={() => setDialog(null)} />
    </section>
  );
}
