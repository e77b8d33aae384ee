import type { AnnouncementReply, PartInput, Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, routes } from "../app/controller";
import { Button } from "../kit/button";
import { Select } from "../kit/choice";
import { Dialog } from "../kit/dialog";
import { Field } from "../kit/field";
import { ProblemNote } from "../kit/state";
import { useClips, useReadAgain } from "./use-programme";

const CHIMES = ["none", "two-tone", "three-tone"] as const;
type Kind = "say" | "clip" | "pause";

interface Draft {
  readonly key: number;
  readonly kind: Kind;
  /** A text, a clip's id, or seconds. */
  readonly value: string;
  readonly language: string;
}

const LANGUAGES = ["", "zh-CN", "yue", "en"] as const;
/** As they are written into a text. */
const VARIABLES = "{{date}}, {{weekday}}, {{time}}, {{village}}";
let nextKey = 1;

const draftOf = (part: AnnouncementReply["parts"][number]): Draft => {
  const key = nextKey++;
  if ("say" in part) return { key, kind: "say", value: part.say, language: part.language ?? "" };
  if ("clip" in part) return { key, kind: "clip", value: part.clip, language: "" };
  return { key, kind: "pause", value: String(part.pauseMs / 1000), language: "" };
};

function partOf({ kind, value, language }: Draft): PartInput | null {
  if (kind === "clip") return value === "" ? null : { clip: value };
  if (kind === "pause") return Number(value) >= 0 ? { pauseMs: Math.round(Number(value) * 1000) } : null;
  const say = value.trim();
  return say === "" ? null : { say, ...(language === "" ? {} : { language }) };
}

/** A new announcement, or another content for one: its parts in order. */
export function EditAnnouncement({
  announcement,
  onClose,
}: {
  readonly announcement: AnnouncementReply | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const readAgain = useReadAgain();
  const [title, setTitle] = useState(announcement?.title ?? "");
  const [chime, setChime] = useState<string>(announcement?.chime ?? "two-tone");
  const [times, setTimes] = useState(String(announcement?.times ?? 1));
  const [parts, setParts] = useState<readonly Draft[]>(
    announcement?.parts.map(draftOf) ?? [{ key: 0, kind: "say", value: "", language: "" }],
  );
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const written = parts.map(partOf);
  const whole = written.every((each) => each !== null) && written.length > 0;
  const count = Number(times);
  const ready = title.trim() !== "" && whole && Number.isInteger(count) && count >= 1 && count <= 100;
  const change = (key: number, fields: Partial<Draft>): void =>
    setParts((now) => now.map((each) => (each.key === key ? { ...each, ...fields } : each)));
  const save = async (): Promise<void> => {
    if (!ready || working) return;
    setWorking(true);
    const body = {
      ...{ title: title.trim(), chime: chime as (typeof CHIMES)[number], times: count },
      parts: written.filter((each) => each !== null),
      ...(announcement === null ? {} : { betweenMs: announcement.betweenMs }),
    };
    const answer =
      announcement === null
        ? await controller.call(routes.announcements.addAnnouncement, { body })
        : await controller.call(routes.announcements.changeAnnouncement, {
            params: { id: announcement.id },
            body,
          });
    setWorking(false);
    if (!answer.ok) return setProblem(answer.problem);
    readAgain();
    onClose();
  };
  const name = announcement === null ? "programme.announcement.add" : "programme.announcement.edit";
  return (
    <Dialog title={t(name)} open onClose={onClose} role="alertdialog" wide>
      <form
        className="kit-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Field
          label={t("programme.announcement.title")}
          value={title}
          onChange={setTitle}
          maxLength={80}
          isRequired
          autoFocus
        />
        <div className="kit-form-pair">
          <Select
            label={t("programme.announcement.chime")}
            value={chime}
            onChange={setChime}
            options={CHIMES.map((value) => ({ value, label: t(`programme.chime.${value}`) }))}
          />
          <Field
            label={t("programme.announcement.timesLabel")}
            value={times}
            onChange={setTimes}
            inputMode="numeric"
          />
        </div>
        <ol className="programme-parts">
          {parts.map((part) => (
            <PartEditor
              key={part.key}
              part={part}
              onChange={(fields) => change(part.key, fields)}
              onRemove={
                parts.length === 1 ? null : () => setParts((now) => now.filter(({ key }) => key !== part.key))
              }
            />
          ))}
        </ol>
        <div className="programme-acts start">
          {(["say", "clip", "pause"] as const).map((kind) => (
            <Button
              key={kind}
              small
              onPress={() =>
                setParts((now) => [
                  ...now,
                  { key: nextKey++, kind, value: kind === "pause" ? "1" : "", language: "" },
                ])
              }
            >
              + {t(`programme.part.${kind}`)}
            </Button>
          ))}
        </div>
        <p className="kit-hint">{t("programme.announcement.variables", { names: VARIABLES })}</p>
        {problem ? <ProblemNote problem={problem} /> : null}
        <div className="kit-actions">
          <Button onPress={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" look="primary" isDisabled={!ready || working}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface PartEditorProps {
  readonly part: Draft;
  readonly onChange: (fields: Partial<Draft>) => void;
  readonly onRemove: (() => void) | null;
}

function PartEditor({ part: { kind, value, language }, onChange, onRemove }: PartEditorProps) {
  const { t } = useTranslation();
  const clips = useClips();
  return (
    <li className="programme-part">
      {kind === "say" ? (
        <label className="kit-field">
          <span className="kit-label">{t("programme.part.say")}</span>
          <textarea
            className="kit-input"
            rows={2}
            maxLength={2_000}
            value={value}
            onChange={(event) => onChange({ value: event.target.value })}
          />
        </label>
      ) : null}
      {kind === "say" ? (
        <Select
          label={t("programme.part.language")}
          value={language}
          onChange={(next) => onChange({ language: next })}
          options={LANGUAGES.map((tag) => ({
            value: tag,
            label: t(`programme.language.${tag === "" ? "auto" : tag}`),
          }))}
        />
      ) : null}
      {kind === "clip" ? (
        <Select
          label={t("programme.part.clip")}
          value={value}
          onChange={(next) => onChange({ value: next })}
          options={[
            { value: "", label: t("programme.part.choose") },
            ...(clips.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
      ) : null}
      {kind === "pause" ? (
        <Field
          label={t("programme.part.pauseSeconds")}
          value={value}
          onChange={(next) => onChange({ value: next })}
          inputMode="decimal"
        />
      ) : null}
      {onRemove === null ? null : (
        <Button small look="quiet" onPress={onRemove}>
          {t("common.remove")}
        </Button>
      )}
    </li>
  );
}
