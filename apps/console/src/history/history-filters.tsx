import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../app/me";
import { useSiteZone } from "../app/site-clock";
import { Button } from "../kit/button";
import { Check, Select } from "../kit/choice";
import { useLive } from "../live/use-live";
import { dayEndMs, dayOf, dayStartMs } from "./day-bounds";
import type { BroadcastFilter } from "./use-broadcasts";

const KINDS = ["all", "talk", "play"] as const;
const ASKED = ["since", "until", "kind", "speaker", "mine"] as const;

/** What the address says is asked for: it can be kept, sent to somebody, and gone back to. */
export function useFilter(asked: URLSearchParams): BroadcastFilter {
  const zone = useSiteZone();
  const me = useMe();
  const since = dayStartMs(asked.get("since") ?? "", zone);
  const until = dayEndMs(asked.get("until") ?? "", zone);
  const kind = asked.get("kind");
  const speaker = asked.get("speaker");
  const actor = asked.get("mine") === null ? undefined : me.data?.operator.id;
  return {
    ...(since === null ? {} : { since }),
    ...(until === null ? {} : { until }),
    ...(kind === "talk" || kind === "play" ? { kind } : {}),
    ...(speaker ? { speaker } : {}),
    ...(actor === undefined ? {} : { actor }),
  };
}

interface HistoryFiltersProps {
  readonly asked: URLSearchParams;
  readonly onAsk: (asked: URLSearchParams) => void;
}

export function HistoryFilters({ asked, onAsk }: HistoryFiltersProps) {
  const { t } = useTranslation();
  const zone = useSiteZone();
  const put = (name: (typeof ASKED)[number], value: string): void => {
    const next = new URLSearchParams(asked);
    if (value === "") next.delete(name);
    else next.set(name, value);
    onAsk(next);
  };
  const today = dayOf(Date.now(), zone);
  return (
    <search className="history-filters" aria-label={t("history.filter.label")}>
      <Day
        label={t("history.filter.since")}
        value={asked.get("since") ?? ""}
        onChange={(day) => put("since", day)}
      />
      <Day
        label={t("history.filter.until")}
        value={asked.get("until") ?? ""}
        onChange={(day) => put("until", day)}
      />
      <Select
        label={t("history.filter.kind")}
        value={KINDS.find((kind) => kind === asked.get("kind")) ?? "all"}
        options={KINDS.map((kind) => ({
          value: kind,
          label: t(kind === "all" ? "common.all" : `history.kind.${kind}`),
        }))}
        onChange={(kind) => put("kind", kind === "all" ? "" : kind)}
      />
      <SpeakerChoice value={asked.get("speaker") ?? ""} onChange={(id) => put("speaker", id)} />
      <Check on={asked.get("mine") !== null} onChange={(on) => put("mine", on ? "1" : "")}>
        {t("history.filter.mine")}
      </Check>
      <Button
        small
        onPress={() => {
          const next = new URLSearchParams(asked);
          next.set("since", today);
          next.set("until", today);
          onAsk(next);
        }}
      >
        {t("history.filter.today")}
      </Button>
      <Button
        small
        look="quiet"
        isDisabled={!ASKED.some((name) => asked.has(name))}
        onPress={() => onAsk(new URLSearchParams())}
      >
        {t("history.filter.clear")}
      </Button>
    </search>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (day: string) => void;
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <label className="kit-field">
      <span className="kit-label">{label}</span>
      <input
        className="kit-input"
        type="date"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

/** A name is typed, an id is meant: the browser's own list of suggestions finds it among thousands. */
function SpeakerChoice({ value, onChange }: Omit<DayProps, "label">) {
  const { t } = useTranslation();
  const list = useId();
  const speakers = useLive((state) => state.speakers);
  // What is being typed; when it is left, what is really asked for is shown again.
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className="kit-field">
      <span className="kit-label">{t("history.filter.speaker")}</span>
      <input
        className="kit-input"
        list={list}
        value={typed ?? (value === "" ? "" : (speakers.get(value)?.name ?? value))}
        placeholder={t("common.all")}
        onBlur={() => setTyped(null)}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          const wanted = text.trim();
          if (wanted === "") return onChange("");
          const found = speakers.get(wanted) ?? [...speakers.values()].find(({ name }) => name === wanted);
          if (found) onChange(found.id);
        }}
      />
      <datalist id={list}>
        {[...speakers.values()].map(({ id, name }) => (
          <option key={id} value={name} />
        ))}
      </datalist>
    </label>
  );
}
