/** One part of what a broadcast was for, as the API writes it down. */
export type ToTerm =
  | { readonly kind: "all" }
  | { readonly kind: "site" | "zone" | "speaker"; readonly id: string }
  | { readonly kind: "near"; readonly at: string; readonly metres: string | null }
  /** A repetition: to which of the speakers of another broadcast. */
  | { readonly kind: "repeat"; readonly set: string; readonly broadcast: string }
  | { readonly kind: "other"; readonly text: string };

/** `site:hl+zone:east speaker:1` in parts. What is not understood is kept as it is. */
export function toTerms(to: string): readonly ToTerm[] {
  return to.split(/[+\s]+/).flatMap((text): readonly ToTerm[] => (text === "" ? [] : [termOf(text)]));
}

function termOf(text: string): ToTerm {
  if (text === "all") return { kind: "all" };
  const colon = text.indexOf(":");
  const [kind, id] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
  switch (kind) {
    case "site":
    case "zone":
    case "speaker":
      return { kind, id };
    case "near": {
      const [at = "", metres = null] = id.split(":");
      return { kind, at, metres };
    }
    case "failed":
    case "busy":
    case "all":
      return { kind: "repeat", set: kind, broadcast: id };
    default:
      return { kind: "other", text };
  }
}
