import { type Camera, type SiteId, SiteTree, type Speaker, type SpeakerId } from "../model";
import { type Outcome, type Refusal, refuse } from "../outcome";
import { distanceMetres, type Place } from "../place";
import type { Directory } from "./directory";
import { foldName, nearestTexts } from "./edit-distance";
import { parseTarget, type TargetTerm } from "./target-expression";

export type TargetRefusal = "target-malformed" | "target-unknown" | "target-ambiguous" | "target-empty";

export interface Targets {
  /** Sorted by id, each once. */
  readonly speakers: readonly SpeakerId[];
  /** The sites those speakers belong to, sorted: what `permit` is asked about. */
  readonly sites: readonly SiteId[];
}

const NEAREST_SHOWN = 3;

/**
 * Resolves a `--to` expression against the town. Refusals carry `params.term` and: `target-unknown` the `nearest`
 * terms that do exist; `target-ambiguous` the `candidates`; `target-empty` the `nearest` speaker of an empty circle.
 */
export function resolveTarget(
  to: string | readonly string[],
  directory: Directory,
): Outcome<Targets, TargetRefusal> {
  const parsed = parseTarget(to);
  if (!parsed.ok) return parsed;
  const chosen = new Map<SpeakerId, SiteId>();
  for (const term of parsed.value) {
    const found = speakersOf(term, directory);
    if (!found.ok) return found;
    for (const speaker of found.value) chosen.set(speaker.id, speaker.site);
  }
  return {
    ok: true,
    value: { speakers: [...chosen.keys()].sort(), sites: [...new Set(chosen.values())].sort() },
  };
}

/** Finds one speaker by id or unique name, for commands where nothing but a speaker can stand. */
export function resolveSpeaker(
  ref: string,
  directory: Pick<Directory, "speakers">,
): Outcome<Speaker, TargetRefusal> {
  return findOne("speaker", ref.replace(/^speaker[:：]/, ""), directory.speakers);
}

function speakersOf(term: TargetTerm, directory: Directory): Outcome<readonly Speaker[], TargetRefusal> {
  switch (term.kind) {
    case "all":
      return notEmpty("all", directory.speakers, "the town has no enabled speaker");
    case "site": {
      const site = findOne("site", term.ref, directory.sites);
      if (!site.ok) return site;
      const inside = new Set(new SiteTree(directory.sites).subtree(site.value.id));
      const speakers = directory.speakers.filter((speaker) => inside.has(speaker.site));
      return notEmpty(`site:${term.ref}`, speakers, "no enabled speaker stands there");
    }
    case "zone": {
      const zone = findOne("zone", term.ref, directory.zones);
      if (!zone.ok) return zone;
      const named = new Set(zone.value.speakers);
      const speakers = directory.speakers.filter((speaker) => named.has(speaker.id));
      return notEmpty(`zone:${term.ref}`, speakers, "no enabled speaker is in it");
    }
    case "speaker": {
      const speaker = findOne("speaker", term.ref, directory.speakers);
      return speaker.ok ? { ok: true, value: [speaker.value] } : speaker;
    }
    case "near-place":
      return near(`near:${term.place.lat},${term.place.lon}`, term.place, term.metres, directory.speakers);
    case "near-camera": {
      const camera: Outcome<Camera, TargetRefusal> = findOne("camera", term.ref, directory.cameras);
      if (!camera.ok) return camera;
      return near(`near:${term.ref}`, camera.value.place, term.metres, directory.speakers);
    }
    case "bare":
      return bare(term.ref, directory);
  }
}

/** A word alone is taken when it names one speaker and no site or zone; otherwise the answer says how to write it. */
function bare(ref: string, directory: Directory): Outcome<readonly Speaker[], TargetRefusal> {
  const readings = [
    ...matches(ref, directory.sites).map((site) => `site:${site.id}`),
    ...matches(ref, directory.zones).map((zone) => `zone:${zone.id}`),
    ...matches(ref, directory.speakers).map((speaker) => `speaker:${speaker.id}`),
  ];
  const speaker = matches(ref, directory.speakers)[0];
  if (readings.length === 1 && speaker !== undefined) return { ok: true, value: [speaker] };
  if (readings.length > 1) return ambiguous(ref, readings);
  if (readings.length === 1) return unknown(ref, readings);
  const known = [
    ...terms("site", directory.sites),
    ...terms("zone", directory.zones),
    ...terms("speaker", directory.speakers),
  ];
  return unknown(ref, closest(ref, known));
}

function near(
  term: string,
  place: Place,
  metres: number | null,
  speakers: readonly Speaker[],
): Outcome<readonly Speaker[], TargetRefusal> {
  const ranked = speakers
    .map((speaker) => ({ speaker, distance: distanceMetres(place, speaker.place) }))
    .sort((a, b) => a.distance - b.distance || (a.speaker.id < b.speaker.id ? -1 : 1));
  const nearest = ranked[0];
  if (nearest === undefined)
    return refuse("target-empty", `${term}: the town has no enabled speaker`, { term });
  const within = ranked.filter(({ speaker, distance }) => distance <= (metres ?? speaker.audibleMetres));
  if (within.length > 0) return { ok: true, value: within.map(({ speaker }) => speaker) };
  if (metres === null) return { ok: true, value: [nearest.speaker] };
  const away = Math.ceil(nearest.distance);
  return refuse(
    "target-empty",
    `${term}: no speaker within ${metres} m; the nearest is ${nearest.speaker.id}, ${away} m away`,
    {
      term,
      nearest: [`speaker:${nearest.speaker.id}`],
      nearestMetres: away,
    },
  );
}

interface Named {
  readonly id: string;
  readonly name: string;
}

/** An exact id wins; else those of that name. */
function matches<T extends Named>(ref: string, things: readonly T[]): readonly T[] {
  const byId = things.find((thing) => thing.id === ref);
  if (byId !== undefined) return [byId];
  const folded = foldName(ref);
  return things.filter((thing) => foldName(thing.name) === folded || foldName(thing.id) === folded);
}

function findOne<T extends Named>(
  kind: string,
  ref: string,
  things: readonly T[],
): Outcome<T, TargetRefusal> {
  const prefix = kind === "camera" ? "near" : kind;
  const found = matches(ref, things);
  const [only, second] = found;
  if (only === undefined) return unknown(`${prefix}:${ref}`, closest(ref, terms(prefix, things)));
  if (second !== undefined)
    return ambiguous(
      `${prefix}:${ref}`,
      found.map((thing) => `${prefix}:${thing.id}`),
    );
  return { ok: true, value: only };
}

interface KnownTerm {
  readonly text: string;
  readonly term: string;
}

/** Every id and name as the term one would write for it. */
function terms(prefix: string, things: readonly Named[]): readonly KnownTerm[] {
  return things.flatMap(({ id, name }) => [
    { text: id, term: `${prefix}:${id}` },
    { text: name, term: `${prefix}:${name}` },
  ]);
}

function closest(ref: string, known: readonly KnownTerm[]): readonly string[] {
  const texts = nearestTexts(
    ref,
    known.map(({ text }) => text),
    NEAREST_SHOWN,
  );
  return texts.flatMap((text) => known.find((one) => one.text === text)?.term ?? []);
}

function notEmpty(
  term: string,
  speakers: readonly Speaker[],
  detail: string,
): Outcome<readonly Speaker[], TargetRefusal> {
  return speakers.length > 0
    ? { ok: true, value: speakers }
    : refuse("target-empty", `${term}: ${detail}`, { term });
}

function unknown(term: string, nearest: readonly string[]): Refusal<TargetRefusal> {
  const hint = nearest.length > 0 ? `; the nearest: ${nearest.join(", ")}` : "";
  return refuse("target-unknown", `${term}: no such target${hint}`, { term, nearest });
}

function ambiguous(term: string, candidates: readonly string[]): Refusal<TargetRefusal> {
  return refuse("target-ambiguous", `${term} could be ${candidates.slice(0, 10).join(", ")}`, {
    term,
    candidates,
  });
}
