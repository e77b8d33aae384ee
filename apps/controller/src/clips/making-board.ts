import type { Refusal } from "@dalaba/core";
import type { ClipStep } from "./clip-order";

export type Making =
  | { readonly state: "making"; readonly step: "waiting" | ClipStep; readonly share: number }
  | { readonly state: "made"; readonly clip: string; readonly version: number }
  | { readonly state: "refused"; readonly refusal: Refusal };

export interface Told {
  readonly name: string;
  readonly bytes: number;
  readonly owner: string;
  readonly making: Making;
}

const KEPT_MS = 10 * 60_000;
const KEPT_MAX = 200;

/** How far the making of clips is, for who asks; of ended ones for ten minutes. Gone with the process. */
export class MakingBoard {
  private readonly byUpload = new Map<string, Told & { readonly atMs: number }>();

  get(upload: string): Told | undefined {
    return this.byUpload.get(upload);
  }

  set(upload: string, told: Told, nowMs: number): void {
    this.byUpload.delete(upload);
    for (const [id, { atMs, making }] of this.byUpload) {
      if (nowMs - atMs < KEPT_MS && this.byUpload.size < KEPT_MAX) break;
      if (making.state !== "making") this.byUpload.delete(id);
    }
    this.byUpload.set(upload, { ...told, atMs: nowMs });
  }

  forget(upload: string): void {
    this.byUpload.delete(upload);
  }
}
