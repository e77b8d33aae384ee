import type { MapLayerReply } from "@dalaba/api/browser";
import { useQuery } from "@tanstack/react-query";
import { controller, routes, valueIn } from "../app/controller";
import { useLive } from "../live/use-live";
import type { MapLayer } from "./map-types";

const NONE: readonly MapLayer[] = [];

/** The town's own maps, lowest first. None while they are read, and none where the town brought none: a grid is drawn. */
export function useMapLayers(): readonly MapLayer[] {
  const townRevision = useLive((state) => state.townRevision);
  const asked = useQuery({
    queryKey: ["maps", townRevision],
    queryFn: ({ signal }) => valueIn(controller.call(routes.maps.listMaps, {}, signal)),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (before) => before,
    select: layersOf,
  });
  return asked.data ?? NONE;
}

function layersOf({ items }: { readonly items: readonly MapLayerReply[] }): readonly MapLayer[] {
  return items.filter(({ available }) => available).map(layerOf);
}

function layerOf(layer: MapLayerReply): MapLayer {
  const { id, name, kind, coordinates, url, attribution, minZoom, maxZoom, pins } = layer;
  return {
    ...{ id, name, kind, coordinates, url },
    ...(attribution === null ? {} : { attribution }),
    ...(minZoom === null ? {} : { minZoom }),
    ...(maxZoom === null ? {} : { maxZoom }),
    ...(pins === null ? {} : { pins: pins.map(({ x, y, lat, lon }) => ({ x, y, at: [lat, lon] as const })) }),
  };
}
