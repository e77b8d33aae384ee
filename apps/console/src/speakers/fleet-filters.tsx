import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useHotkey } from "../app/use-hotkey";
import { Button } from "../kit/button";
import { Select } from "../kit/choice";
import type { SiteView, ZoneView } from "../live/live-state";
import type { SpeakerState } from "../live/speaker-view";
import type { FleetFilter } from "./fleet-rows";

const STATES = ["all", "sounding", "online", "offline", "unknown", "disabled"] as const satisfies readonly (
  | SpeakerState
  | "all"
)[];

export interface FleetFiltersProps {
  readonly filter: FleetFilter;
  readonly onChange: (filter: FleetFilter) => void;
  readonly sites: readonly SiteView[];
  readonly zones: readonly ZoneView[];
}

export function FleetFilters({ filter, onChange, sites, zones }: FleetFiltersProps) {
  const { t } = useTranslation();
  const search = useRef<HTMLInputElement>(null);
  useHotkey("/", () => search.current?.focus());
  const narrowed = filter.text !== "" || filter.state !== "all" || filter.site !== "" || filter.zone !== "";
  return (
    <search className="speakers-filters" aria-label={t("common.search")}>
      <label className="kit-field speakers-search">
        <span className="kit-label">{t("common.search")}</span>
        <input
          ref={search}
          className="kit-input"
          type="search"
          value={filter.text}
          placeholder={t("speakers.searchHint")}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
        />
      </label>
      <Select
        label={t("speakers.column.state")}
        value={filter.state}
        options={STATES.map((state) => ({
          value: state,
          label: t(state === "all" ? "common.all" : `speaker.state.${state}`),
        }))}
        onChange={(state) => onChange({ ...filter, state })}
      />
      <Select
        label={t("speakers.column.site")}
        value={filter.site}
        options={[
          { value: "", label: t("common.all") },
          ...sites.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(site) => onChange({ ...filter, site })}
      />
      <Select
        label={t("speakers.column.zones")}
        value={filter.zone}
        options={[
          { value: "", label: t("common.all") },
          ...zones.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(zone) => onChange({ ...filter, zone })}
      />
      <Button
        small
        look="quiet"
        isDisabled={!narrowed}
        onPress={() => onChange({ text: "", state: "all", site: "", zone: "" })}
      >
        {t("history.filter.clear")}
      </Button>
    </search>
  );
}
