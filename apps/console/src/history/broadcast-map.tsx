import type { BroadcastSpeakerReply } from "@dalaba/api/browser";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useTheme } from "../app/use-theme";
import { speakerState } from "../live/speaker-view";
import { useLive } from "../live/use-live";
import type { MapSpeaker } from "../map/map-types";
import { TownMap } from "../map/town-map";
import { useMapLayers } from "../map/use-map-layers";

/** Where it was heard and where not; the table beside it says the same in words. */
export function BroadcastMap({ replies }: { readonly replies: readonly BroadcastSpeakerReply[] }) {
  const { t, i18n } = useTranslation();
  const theme = useTheme();
  const layers = useMapLayers();
  const navigate = useNavigate();
  const speakers = useLive((state) => state.speakers);
  const link = useLive((state) => state.link);
  const results = useMemo(() => new Map(replies.map((reply) => [reply.speaker, reply])), [replies]);
  const shown = useMemo<readonly MapSpeaker[]>(
    () =>
      [...speakers.values()].flatMap((speaker) => {
        const reply = results.get(speaker.id);
        if (!reply) return [];
        const { id, name, lat, lon, bearing, audibleMetres } = speaker;
        return [
          {
            ...{ id, name, lat, lon, bearing, audibleMetres },
            state: speakerState(speaker, new Map(), link),
            selected: false,
            result: reply.verdict ?? ("waiting" as const),
          },
        ];
      }),
    [speakers, results, link],
  );
  const describe = (id: string): string => {
    const reply = results.get(id);
    const why = reply?.reason != null && i18n.exists(`reason.${reply.reason}.title`);
    return [
      speakers.get(id)?.name ?? id,
      t(`history.verdict.${reply?.verdict ?? "waiting"}`),
      ...(why ? [t(`reason.${reply.reason}.title`)] : []),
    ].join("\n");
  };
  return (
    <TownMap
      speakers={shown}
      layers={layers}
      tool="pan"
      theme={theme}
      onToggle={(id) => void navigate(`/speakers/${id}`)}
      onLasso={() => {}}
      onPick={() => {}}
      describe={describe}
      fit="all"
    />
  );
}
