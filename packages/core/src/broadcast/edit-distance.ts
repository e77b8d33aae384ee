/** Levenshtein distance in characters (code points): how many insertions, deletions or replacements apart. */
export function editDistance(a: string, b: string): number {
  const from = [...a];
  const to = [...b];
  let row = to.map((_, index) => index + 1);
  for (const [i, left] of from.entries()) {
    let diagonal = i;
    let beside = i + 1;
    row = to.map((right, j) => {
      const above = row[j] ?? 0;
      const best = Math.min(above + 1, beside + 1, diagonal + (left === right ? 0 : 1));
      diagonal = above;
      beside = best;
      return best;
    });
  }
  return row.at(-1) ?? from.length;
}

/** The `count` texts closest to `wanted`, closest first and then by text. */
export function nearestTexts(wanted: string, texts: Iterable<string>, count: number): readonly string[] {
  const folded = foldName(wanted);
  const scored: { text: string; distance: number }[] = [];
  for (const text of new Set(texts)) {
    scored.push({ text, distance: editDistance(folded, foldName(text)) });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.text < b.text ? -1 : 1));
  return scored.slice(0, count).map(({ text }) => text);
}

/** Names are compared without regard to case, width (full-width letters and digits) or outer spaces. */
export function foldName(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}
