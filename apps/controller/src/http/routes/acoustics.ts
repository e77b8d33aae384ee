import type { routes } from "@dalaba/api";
import {
  type Act,
  type Arrival,
  accept,
  arrivalsAt,
  type Outcome,
  type Place,
  planOverlap,
  refuse,
  resolveTarget,
  type Speaker,
  VILLAGE_BY_DAY,
} from "@dalaba/core";
import type { Store } from "@dalaba/store";
import {
  arrivalReply,
  overlapReply,
  renderEar,
  type SimRecordings,
  surroundingsReply,
} from "../../acoustics";
import type { TownView } from "../../fleet";
import type { Caller, Handlers } from "../context";

interface AcousticsParts {
  readonly store: Store;
  readonly recordings: SimRecordings;
  view(): TownView;
}

const SECONDS = 10;
const WAV = { "content-type": "audio/wav", "cache-control": "private, no-store" };

/** What people hear where: reckoned for every speaker, rendered for simulated ones. */
export function acousticsHandlers(parts: AcousticsParts): Handlers<typeof routes.acoustics> {
  const { store, recordings } = parts;
  const heardBy = (caller: Caller, act: Act, place: Place) => heardAt(parts.view(), caller, act, place);
  return {
    planOverlap({ body }, caller) {
      const { directory } = parts.view();
      const targets = resolveTarget(body.to, directory);
      if (!targets.ok) return targets;
      const allowed = caller.permit("see", { sites: targets.value.sites });
      if (!allowed.ok) return allowed;
      const seen = new Set<string>(caller.sites("see"));
      const points = store.town.listeningPoints().filter(({ site }) => seen.has(site));
      if (points.length === 0)
        return refuse("no-listening-points", "the town names no place where people stand");
      const wanted = new Set<string>(targets.value.speakers);
      const speakers = directory.speakers.filter(({ id }) => wanted.has(id));
      return accept(
        overlapReply(speakers.length, planOverlap(speakers, points, VILLAGE_BY_DAY), VILLAGE_BY_DAY),
      );
    },
    listHeard({ query: place }, caller) {
      const heard = heardBy(caller, "see", place);
      if (!heard.ok) return heard;
      const arrivals = heard.value.map(({ arrival, speaker }) => ({
        ...arrivalReply(arrival),
        name: speaker.name,
      }));
      return accept({ surroundings: surroundingsReply(VILLAGE_BY_DAY), arrivals });
    },
    async hear({ query: { lat, lon, seconds, broadcast }, signal }, caller) {
      if (seconds !== undefined && broadcast !== undefined)
        return refuse("bad-request", "either seconds or a broadcast", { issues: [] });
      const heard = heardBy(caller, "hear", { lat, lon });
      if (!heard.ok) return heard;
      const ids = heard.value.map(({ speaker }) => speaker.id as string);
      const recorded =
        broadcast === undefined
          ? await recordings.record(ids, (seconds ?? SECONDS) * 1000, signal)
          : await recordings.kept(broadcast, ids, signal);
      if (!recorded.ok) return recorded;
      const object = broadcast === undefined ? `place:${lat},${lon}` : `broadcast:${broadcast}`;
      store.audit.append(caller.entry({ act: "listen", object, detail: { lat, lon, speakers: ids.length } }));
      const sources = heard.value.map(({ arrival, speaker }) => ({ arrival, levelDb: speaker.levelDb }));
      const wav = await renderEar(sources, recorded.value, VILLAGE_BY_DAY);
      return new Response(wav, {
        headers: { ...WAV, "x-speakers-heard": String(recorded.value.sounds.size) },
      });
    },
  };
}

interface Heard {
  readonly arrival: Arrival;
  readonly speaker: Speaker;
}

/** The speakers heard at a place, of the sites where the caller may; refused where there are some and none is theirs. */
function heardAt(view: TownView, caller: Caller, act: Act, place: Place): Outcome<readonly Heard[]> {
  const { speakers } = view.directory;
  const byId = new Map(speakers.map((speaker) => [speaker.id, speaker]));
  const all = arrivalsAt(place, speakers, VILLAGE_BY_DAY).flatMap((arrival) => {
    const speaker = byId.get(arrival.speaker);
    return speaker ? [{ arrival, speaker }] : [];
  });
  const reach = new Set<string>(caller.sites(act));
  const own = all.filter(({ speaker }) => reach.has(speaker.site));
  if (own.length > 0 || all.length === 0) return accept(own);
  const allowed = caller.permit(act, { sites: [...new Set(all.map(({ speaker }) => speaker.site))] });
  return allowed.ok ? accept(all) : allowed;
}
