import { useCallback, useState } from "react";

/**
 * A form half filled in, kept for this window: neither a reload, nor a lost line, nor a wrong turn loses it. `done`
 * forgets it. Never for secrets: what is typed as a password stays in the field alone.
 */
export function useDraft<T extends object>(
  name: string,
  empty: T,
): readonly [draft: T, change: (fields: Partial<T>) => void, done: () => void] {
  const key = `dalaba.draft.${name}`;
  const [draft, setDraft] = useState<T>(() => keptDraft(key, empty));
  const change = useCallback(
    (fields: Partial<T>) =>
      setDraft((now) => {
        const next = { ...now, ...fields };
        sessionStorage.setItem(key, JSON.stringify(next));
        return next;
      }),
    [key],
  );
  const done = (): void => {
    sessionStorage.removeItem(key);
    setDraft(empty);
  };
  return [draft, change, done];
}

/** Members that a newer form has keep their empty value; what does not fit is left out. */
export function keptDraft<T extends object>(
  key: string,
  empty: T,
  storage: Pick<Storage, "getItem"> = sessionStorage,
): T {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? "{}");
    if (kept === null || typeof kept !== "object") return empty;
    const fits = Object.entries(kept).filter(
      ([name, value]) => name in empty && typeof value === typeof empty[name as keyof T],
    );
    return { ...empty, ...(Object.fromEntries(fits) as Partial<T>) };
  } catch {
    return empty;
  }
}
