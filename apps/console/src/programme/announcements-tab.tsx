import type { AnnouncementReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, problemIn, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { useRefusalToast } from "../kit/use-refusal-toast";
import { EditAnnouncement } from "./edit-announcement";
import { useAnnouncements, useClips, useReadAgain } from "./use-programme";

/** What is said, ready for a schedule: a chime, and parts one after the other. */
export function AnnouncementsTab({ manages }: { readonly manages: boolean }) {
  const { t } = useTranslation();
  const announcements = useAnnouncements();
  const clips = useClips();
  const [editing, setEditing] = useState<AnnouncementReply | "new" | null>(null);
  const titles = new Map(clips.data?.map(({ id, title }) => [id, title]));
  return (
    <>
      {manages ? (
        <div className="programme-acts">
          <Button look="primary" onPress={() => setEditing("new")}>
            {t("programme.announcement.add")}
          </Button>
        </div>
      ) : null}
      {announcements.isPending ? <Loading /> : null}
      {announcements.error ? (
        <ProblemNote problem={problemIn(announcements.error)} onRetry={() => void announcements.refetch()} />
      ) : null}
      {announcements.data?.length === 0 ? (
        <Empty title={t("programme.announcement.none")}>
          <p>{t("programme.announcement.noneHint")}</p>
        </Empty>
      ) : null}
      <ul className="programme-list">
        {announcements.data?.map((each) => (
          <Row
            key={each.id}
            announcement={each}
            titles={titles}
            manages={manages}
            onEdit={() => setEditing(each)}
          />
        ))}
      </ul>
      {editing === null ? null : (
        <EditAnnouncement
          key={editing === "new" ? "new" : editing.id}
          announcement={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly announcement: AnnouncementReply;
  readonly titles: ReadonlyMap<string, string>;
  readonly manages: boolean;
  readonly onEdit: () => void;
}

function Row({ announcement, titles, manages, onEdit }: RowProps) {
  const { t } = useTranslation();
  const toast = useToast();
  const refused = useRefusalToast();
  const readAgain = useReadAgain();
  const { id, title, parts, chime, times } = announcement;
  const act = async (route: "removeAnnouncement" | "restoreAnnouncement"): Promise<void> => {
    const answer = await controller.call(routes.announcements[route], { params: { id } });
    if (!answer.ok) return refused(answer.problem);
    readAgain();
    if (route === "removeAnnouncement")
      toast({
        text: t("programme.announcement.removed", { title }),
        undo: () => void act("restoreAnnouncement"),
      });
  };
  const said = parts.map((part) => {
    if ("say" in part) return part.say;
    if ("clip" in part) return `♪ ${titles.get(part.clip) ?? part.clip}`;
    return t("programme.announcement.pause", { n: part.pauseMs / 1000 });
  });
  return (
    <li className="kit-panel programme-row">
      <div className="programme-what">
        <strong>{title}</strong>
        <span className="muted">
          {t(`programme.chime.${chime}`)} · {t("programme.announcement.times", { n: times })}
        </span>
      </div>
      <p className="programme-said">{said.join(" · ")}</p>
      {manages ? (
        <div className="programme-row-acts">
          <Button small onPress={onEdit}>
            {t("programme.announcement.edit")}
          </Button>
          <Button small onPress={() => void act("removeAnnouncement")}>
            {t("common.remove")}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
