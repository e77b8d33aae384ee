import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { useNow } from "../kit/age";
import { Loading } from "../kit/state";

/** Between two pictures, ms: the controller asks a camera twice a second at most. */
const EVERY_MS = 600;
/** After one that did not come, ms. */
const REST_MS = 3_000;
/** Older than this it is said that it is old, ms. */
const OLD_MS = 4_000;

const SNAPSHOT = routes.pictures.readSnapshot.path;

interface Shown {
  readonly url: string;
  readonly atMs: number;
}

/** What the camera sees, a picture at a time. The next one replaces it only when it is here. */
export function CameraPicture({ camera, name }: { readonly camera: string; readonly name: string }) {
  const { t } = useTranslation();
  const shown = usePictures(camera);
  const now = useNow();
  const oldMs = shown === null ? 0 : now - shown.atMs;
  return (
    <figure className="incident-picture">
      {shown === null ? <Loading /> : <img src={shown.url} alt={`${t("incidents.picture")}: ${name}`} />}
      {oldMs > OLD_MS ? (
        <figcaption>{t("incidents.pictureOld", { seconds: Math.round(oldMs / 1000) })}</figcaption>
      ) : null}
    </figure>
  );
}

function usePictures(camera: string): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last: string | undefined;
    const next = async (): Promise<void> => {
      let waitMs = REST_MS;
      try {
        const { signal } = abort;
        const answer = await controller.open(
          routes.pictures.readPicture,
          { params: { id: camera } },
          { signal },
        );
        if (answer.ok) {
          const url = URL.createObjectURL(await answer.value.blob());
          await decoded(url);
          setShown({ url, atMs: Date.now() });
          if (last !== undefined) URL.revokeObjectURL(last);
          last = url;
          waitMs = EVERY_MS;
        }
      } catch {
        // The line is away, or the card was closed: what is shown says itself how old it is.
      }
      // Nobody looks at a hidden page, and the camera's line is spared.
      if (!abort.signal.aborted) timer = setTimeout(() => void next(), document.hidden ? REST_MS : waitMs);
    };
    void next();
    return () => {
      abort.abort();
      clearTimeout(timer);
      if (last !== undefined) URL.revokeObjectURL(last);
      setShown(null);
    };
  }, [camera]);
  return shown;
}

function decoded(url: string): Promise<void> {
  const image = new Image();
  image.src = url;
  return image.decode();
}

/** What was kept of the moment it opened, and after. */
export function Snapshots({
  incident,
  names,
}: {
  readonly incident: string;
  readonly names: readonly Name[];
}) {
  const { t } = useTranslation();
  if (names.length === 0) return null;
  return (
    <div className="incident-snapshots">
      {names.map((name) => (
        <figure key={name}>
          <img
            src={SNAPSHOT.replace("{id}", incident).replace("{name}", name)}
            alt={t(`incidents.snapshot.${name}`)}
          />
          <figcaption>{t(`incidents.snapshot.${name}`)}</figcaption>
        </figure>
      ))}
    </div>
  );
}

type Name = "at" | "after";
