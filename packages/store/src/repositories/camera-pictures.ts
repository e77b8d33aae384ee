import { eq } from "drizzle-orm";
import { plainBytes } from "../bytes";
import type { Connection } from "../database";
import { cameraPicture } from "../schema";
import type { Sealer } from "../store";

export interface PictureSource {
  readonly camera: string;
  /** http or https, without user and password. */
  readonly url: string;
  readonly user: string | null;
  readonly changedAtMs: number;
}

export interface CameraPictureRepository {
  get(camera: string): PictureSource | undefined;
  /** Unsealed here; undefined: there is none. */
  password(camera: string): string | undefined;
  /** New, or in the place of the one there is; `password` left out: the one it had. */
  put(source: PictureSource, password?: string): void;
  remove(camera: string): boolean;
  /** Cameras that have one. */
  cameras(): ReadonlySet<string>;
}

const contextOf = (camera: string): string => `camera-picture:${camera}`;

export function cameraPictureRepository({ db }: Connection, sealer: Sealer): CameraPictureRepository {
  const rowOf = (camera: string) =>
    db.select().from(cameraPicture).where(eq(cameraPicture.camera, camera)).get();
  return {
    get(camera) {
      const row = rowOf(camera);
      if (row === undefined) return undefined;
      const { passwordSealed: _, ...source } = row;
      return source;
    },
    password(camera) {
      const sealed = rowOf(camera)?.passwordSealed;
      if (sealed == null) return undefined;
      return new TextDecoder().decode(sealer.unseal(plainBytes(sealed), contextOf(camera)));
    },
    put({ camera, ...source }, password) {
      const sealed =
        password === undefined
          ? {}
          : {
              passwordSealed: Buffer.from(sealer.seal(new TextEncoder().encode(password), contextOf(camera))),
            };
      db.insert(cameraPicture)
        .values({ camera, ...source, ...sealed })
        .onConflictDoUpdate({ target: cameraPicture.camera, set: { ...source, ...sealed } })
        .run();
    },
    remove: (camera) => db.delete(cameraPicture).where(eq(cameraPicture.camera, camera)).run().changes > 0,
    cameras: () =>
      new Set(
        db
          .select({ camera: cameraPicture.camera })
          .from(cameraPicture)
          .all()
          .map(({ camera }) => camera),
      ),
  };
}
