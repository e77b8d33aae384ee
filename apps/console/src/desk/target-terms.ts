/** Chips of the target bar are the terms of the API's target expressions: `all`, `site:S`, `zone:Z`, `speaker:ID`, `near:LAT,LON[:METRES]`. */
export type Chips = readonly string[];

const KINDS = /^(all$|site:|zone:|speaker:|near:)/;
/** The API takes a hundred entries; more speakers than that are joined with `+` inside one. */
const ENTRIES_MAX = 100;
const JOINED_MAX = 900;

export function isTerm(text: unknown): text is string {
  return typeof text === "string" && text.length <= 200 && KINDS.test(text);
}

export type ChipsAct =
  | { readonly type: "set" | "add"; readonly terms: Chips }
  | { readonly type: "remove"; readonly term: string }
  | { readonly type: "toggle"; readonly term: string }
  | { readonly type: "clear" };

/** One act on the chips. `all` swallows the others; whatever is added to `all` takes its place. */
export function chipsStep(chips: Chips, act: ChipsAct): Chips {
  switch (act.type) {
    case "set":
      return unique(act.terms);
    case "add":
      if (act.terms.length === 0) return chips;
      return act.terms.includes("all")
        ? ["all"]
        : unique([...chips.filter((term) => term !== "all"), ...act.terms]);
    case "remove":
      return chips.filter((term) => term !== act.term);
    case "toggle":
      return chips.includes(act.term)
        ? chipsStep(chips, { type: "remove", term: act.term })
        : chipsStep(chips, { type: "add", terms: [act.term] });
    case "clear":
      return [];
  }
}

function unique(terms: Chips): Chips {
  return terms.includes("all") ? ["all"] : [...new Set(terms)];
}

/** The chips as the API takes them: at most 100 entries of at most 1,000 characters. */
export function targetExpression(chips: Chips): readonly string[] {
  if (chips.length <= ENTRIES_MAX) return chips;
  const entries: string[] = [];
  for (const term of chips) {
    const last = entries.at(-1);
    if (last !== undefined && last.length + term.length < JOINED_MAX)
      entries[entries.length - 1] = `${last}+${term}`;
    else entries.push(term);
  }
  return entries;
}
