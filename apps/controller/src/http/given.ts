/** Without the members that were not given: what a query or a change leaves out is not stated. */
export function given<T extends object>(stated: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as never;
}
