/** The form as it is typed. */
export interface SpeakersDraft {
  readonly site: string;
  readonly name: string;
  readonly lat: string;
  readonly lon: string;
  readonly count: string;
  readonly id: string;
  readonly delayClass: string;
}

export const EMPTY_SPEAKERS: SpeakersDraft = {
  ...{ site: "", name: "", lat: "", lon: "", count: "1", id: "", delayClass: "lan" },
};

/** What is sent, or null while something is missing or out of range; the controller judges again. */
export function newSpeakers(draft: SpeakersDraft) {
  const [lat, lon, count] = [degrees(draft.lat, 90), degrees(draft.lon, 180), whole(draft.count)];
  const [name, id] = [draft.name.trim(), draft.id.trim()];
  if (draft.site === "" || name === "" || lat === null || lon === null || count === null) return null;
  const delayClass = draft.delayClass === "wan" ? ("wan" as const) : ("lan" as const);
  return { site: draft.site, name, at: { lat, lon }, count, delayClass, ...(id === "" ? {} : { id }) };
}

function degrees(text: string, most: number): number | null {
  const value = Number(text.trim());
  return text.trim() !== "" && Number.isFinite(value) && Math.abs(value) <= most ? value : null;
}

/** 1 to 1,000. */
function whole(text: string): number | null {
  const value = Number(text.trim());
  return Number.isInteger(value) && value >= 1 && value <= 1000 ? value : null;
}
