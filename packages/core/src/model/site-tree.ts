import type { SiteId } from "./ids";
import type { Site } from "./site";

/** The sites as a tree: who stands above and below whom. Built once from valid sites; a cycle throws. */
export class SiteTree {
  private readonly byId = new Map<SiteId, Site>();
  private readonly children = new Map<SiteId, SiteId[]>();

  constructor(sites: readonly Site[]) {
    for (const site of sites) this.byId.set(site.id, site);
    for (const site of sites) {
      if (site.parent === null) continue;
      if (!this.byId.has(site.parent))
        throw new Error(`site ${site.id} has the unknown parent ${site.parent}`);
      const siblings = this.children.get(site.parent) ?? [];
      siblings.push(site.id);
      this.children.set(site.parent, siblings);
    }
    for (const site of sites) this.lineage(site.id);
  }

  has(id: SiteId): boolean {
    return this.byId.has(id);
  }

  get(id: SiteId): Site | undefined {
    return this.byId.get(id);
  }

  /** The site itself, its parent, and so on up to its root; empty for an unknown site. */
  lineage(id: SiteId): readonly SiteId[] {
    const line: SiteId[] = [];
    for (let site = this.byId.get(id); site !== undefined; ) {
      if (line.includes(site.id)) throw new Error(`the sites ${line.join(", ")} are each other's parents`);
      line.push(site.id);
      site = site.parent === null ? undefined : this.byId.get(site.parent);
    }
    return line;
  }

  /** The site and everything below it, sorted; empty for an unknown site. */
  subtree(id: SiteId): readonly SiteId[] {
    if (!this.byId.has(id)) return [];
    const found: SiteId[] = [id];
    for (const site of found) found.push(...(this.children.get(site) ?? []));
    return found.sort();
  }

  roots(): readonly SiteId[] {
    return [...this.byId.values()].filter((site) => site.parent === null).map((site) => site.id);
  }

  all(): readonly SiteId[] {
    return [...this.byId.keys()];
  }

  /** The nearest site that contains all of these, itself among them; undefined when none does. */
  enclosing(ids: readonly SiteId[]): Site | undefined {
    const [first, ...others] = ids.map((id) => [...this.lineage(id)]);
    const shared = first?.find((id) => others.every((lineage) => lineage.includes(id)));
    return shared === undefined ? undefined : this.byId.get(shared);
  }

  /** IANA time zone of the site, its own or its nearest ancestor's; null when no one names one. */
  timeZone(id: SiteId): string | null {
    for (const ancestor of this.lineage(id)) {
      const timeZone = this.byId.get(ancestor)?.timeZone ?? null;
      if (timeZone !== null) return timeZone;
    }
    return null;
  }
}
