import { useDeferredValue, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useHotkey } from "../app/use-hotkey";
import { Button } from "../kit/button";
import { Check } from "../kit/choice";
import { SpeakerMark } from "../kit/speaker-mark";
import { Empty, Loading } from "../kit/state";
import { speakerState } from "../live/speaker-view";
import { useLive } from "../live/use-live";
import { findPlaces, type SiteRow, siteRows } from "./site-rows";
import { useTargets } from "./targets";

const FOUND_MAX = 40;

export interface SitePanelProps {
  /** On a phone it lies over the map, when asked for. */
  readonly shown: boolean;
  readonly onClose: () => void;
}

/** Sites, zones and speakers as a list: everything the map can do, for whoever does not use a map. */
export function SitePanel({ shown, onClose }: SitePanelProps) {
  const { t, i18n } = useTranslation();
  const town = useLive((state) => state);
  const [text, setText] = useState("");
  const search = useRef<HTMLInputElement>(null);
  useHotkey("/", () => search.current?.focus());
  const sought = useDeferredValue(text);
  const { sites, speakers, sounding, link, zones } = town;
  const rows = useMemo(
    () => siteRows({ sites, speakers, sounding, link }, i18n.language),
    [sites, speakers, sounding, link, i18n.language],
  );
  const found = useMemo(
    () => findPlaces({ sites, zones, speakers }, sought, FOUND_MAX),
    [sites, zones, speakers, sought],
  );
  return (
    <section className={`desk-sites kit-panel ${shown ? "shown" : ""}`} aria-label={t("desk.sites.title")}>
      <div className="desk-search">
        <input
          ref={search}
          className="kit-input"
          type="search"
          value={text}
          placeholder={`${t("desk.sites.search")} (${t("desk.sites.searchHint")})`}
          aria-label={t("desk.sites.search")}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            setText("");
            event.currentTarget.blur();
          }}
        />
        <Button className="desk-sites-close" look="primary" onPress={onClose}>
          {t("desk.sites.done")}
        </Button>
      </div>
      <div className="desk-sites-list">
        {town.status === null ? <Loading /> : null}
        {town.status !== null && speakers.size === 0 ? (
          <Empty title={t("desk.sites.empty")}>
            <p>{t("desk.sites.emptyHint")}</p>
          </Empty>
        ) : null}
        {sought.trim() === "" ? <Tree rows={rows} /> : <Results found={found} text={sought} />}
      </div>
    </section>
  );
}

function Tree({ rows }: { readonly rows: readonly SiteRow[] }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const zones = useLive((state) => state.zones);
  const toggle = (id: string): void => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <>
      <ul aria-label={t("desk.sites.tree")}>
        {rows.map((row) => (
          <SiteItem
            key={row.site.id}
            row={row}
            open={open.has(row.site.id)}
            onToggle={() => toggle(row.site.id)}
          />
        ))}
      </ul>
      {zones.length === 0 ? null : (
        <details className="desk-zones">
          <summary>
            {t("desk.sites.zones")} <span className="muted">{zones.length}</span>
          </summary>
          <ul>
            {zones.map(({ id, name, speakers }) => (
              <li key={id} className="desk-site">
                <TermCheck term={`zone:${id}`} name={name} />
                <span className="desk-count muted">{speakers.length}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

interface SiteItemProps {
  readonly row: SiteRow;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function SiteItem({ row: { site, depth, counts, speakers }, open, onToggle }: SiteItemProps) {
  const { t } = useTranslation();
  return (
    <li>
      <div className="desk-site" style={{ paddingInlineStart: 4 + depth * 14 }}>
        <TermCheck term={`site:${site.id}`} name={site.name} />
        <span className="desk-count">
          {counts.sounding > 0 ? (
            <span className="desk-sounding" title={t("desk.sites.soundingCount", { count: counts.sounding })}>
              <SpeakerMark state="sounding" words={false} /> {counts.sounding}
            </span>
          ) : null}
          <span className={counts.online < counts.total ? "desk-short" : "muted"}>
            {counts.online}/{counts.total}
          </span>
        </span>
        {speakers.length > 0 ? (
          <Button
            small
            look="quiet"
            className="desk-open"
            aria-expanded={open}
            aria-label={t(open ? "desk.sites.shut" : "desk.sites.open", { name: site.name })}
            onPress={onToggle}
          >
            {open ? "▾" : "▸"}
          </Button>
        ) : (
          <span className="desk-open" />
        )}
      </div>
      {open ? (
        <ul className="desk-speakers" style={{ paddingInlineStart: 10 + depth * 14 }}>
          {speakers.map(({ id, name }) => (
            <SpeakerItem key={id} id={id} name={name} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

function SpeakerItem({ id, name }: { readonly id: string; readonly name: string }) {
  const state = useLive(({ speakers, sounding, link }) => {
    const speaker = speakers.get(id);
    return speaker ? speakerState(speaker, sounding, link) : "unknown";
  });
  return (
    <li className="desk-site">
      <TermCheck term={`speaker:${id}`} name={name} />
      <span className="desk-count">
        <SpeakerMark state={state} />
      </span>
    </li>
  );
}

function TermCheck({ term, name }: { readonly term: string; readonly name: string }) {
  const { chips, toggle } = useTargets();
  return (
    <Check on={chips.includes(term)} onChange={() => toggle(term)}>
      <span className="desk-name" title={name}>
        {name}
      </span>
    </Check>
  );
}

function Results({ found, text }: { readonly found: ReturnType<typeof findPlaces>; readonly text: string }) {
  const { t } = useTranslation();
  if (found.length === 0)
    return (
      <Empty title={t("desk.sites.nothing", { text })}>
        <p>{t("desk.sites.nothingHint")}</p>
      </Empty>
    );
  return (
    <>
      <p className="unseen" role="status">
        {t("desk.sites.found", { count: found.length })}
      </p>
      <ul>
        {found.map(({ term, name, kind }) =>
          kind === "speaker" ? (
            <SpeakerItem key={term} id={term.slice("speaker:".length)} name={name} />
          ) : (
            <li key={term} className="desk-site">
              <TermCheck term={term} name={name} />
            </li>
          ),
        )}
      </ul>
    </>
  );
}
