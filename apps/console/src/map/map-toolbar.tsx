import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { MapIcon } from "./map-icons";
import type { MapLayer, MapTool } from "./map-types";

interface MapToolbarProps {
  readonly tool: MapTool;
  readonly onTool: ((tool: MapTool) => void) | undefined;
  readonly onZoom: (by: number) => void;
  readonly onFit: () => void;
  readonly someSelected: boolean;
  readonly layers: readonly MapLayer[];
  readonly hidden: ReadonlySet<string>;
  readonly failed: readonly string[];
  readonly onLayer: (id: string, shown: boolean) => void;
}

const TOOLS = ["pan", "lasso", "pick"] as const;

/** What moves the map, what chooses on it, and which layers lie below. */
export function MapToolbar(props: MapToolbarProps) {
  const { t } = useTranslation();
  const { tool, onTool } = props;
  return (
    <div className="map-toolbar" role="toolbar" aria-label={t("map.tools")} aria-orientation="vertical">
      {onTool && (
        <div className="map-group">
          {TOOLS.map((each) => (
            <MapButton
              key={each}
              icon={each}
              label={t(`map.${each}`)}
              pressed={tool === each}
              onPress={() => onTool(tool === each ? "pan" : each)}
            />
          ))}
        </div>
      )}
      <div className="map-group map-zoom">
        <MapButton icon="plus" label={t("map.zoomIn")} onPress={() => props.onZoom(1)} />
        <MapButton icon="minus" label={t("map.zoomOut")} onPress={() => props.onZoom(-1)} />
        <MapButton
          icon="fit"
          label={t(props.someSelected ? "map.fitSelected" : "map.fit")}
          onPress={props.onFit}
        />
      </div>
      <LayerChoice {...props} />
    </div>
  );
}

function LayerChoice({ layers, hidden, failed, onLayer }: MapToolbarProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className="map-group">
      <button
        type="button"
        className="map-button"
        aria-label={t("map.layers")}
        title={t("map.layers")}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <MapIcon name="layers" />
        {failed.length > 0 && <span className="map-flag" />}
      </button>
      <fieldset
        id={id}
        className="map-layers"
        hidden={!open}
        onKeyDown={(event) => {
          if (event.key === "Escape") setOpen(false);
        }}
      >
        <legend>{t("map.layers")}</legend>
        {layers.length === 0 && <p>{t("map.noLayers")}</p>}
        {layers.map((layer) => (
          <label key={layer.id}>
            <input
              type="checkbox"
              checked={!hidden.has(layer.id)}
              onChange={({ target }) => onLayer(layer.id, target.checked)}
            />
            <span>
              {layer.name}
              {failed.includes(layer.id) && <em> {t("map.layerFailed")}</em>}
            </span>
          </label>
        ))}
      </fieldset>
    </div>
  );
}

interface MapButtonProps {
  readonly icon: Parameters<typeof MapIcon>[0]["name"];
  readonly label: string;
  readonly pressed?: boolean;
  readonly onPress: () => void;
}

function MapButton({ icon, label, pressed, onPress }: MapButtonProps) {
  return (
    <button
      type="button"
      className="map-button"
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      onClick={onPress}
    >
      <MapIcon name={icon} />
    </button>
  );
}
