import type { SpeakerDetailReply } from "@dalaba/api/browser";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Age } from "../kit/age";
import { Empty } from "../kit/state";

type Said = Readonly<Record<string, unknown>>;

const STATUS = ["firmware", "protocol", "codecs", "mixed", "outputDelayMs", "wakeMs", "verifyUs"] as const;
const TELEMETRY = ["uptimeMs", "sync", "clockErrorUs", "refused"] as const;

/** What a speaker last said of itself: what people ask about in words, and all of it as it came. */
export function SaidOfItself({ speaker }: { readonly speaker: SpeakerDetailReply }) {
  const { t } = useTranslation();
  const { status, statusAtMs, telemetry, telemetryAtMs } = speaker;
  if (!status && !telemetry)
    return (
      <Empty title={t("speakers.said.nothing")}>
        <p>{t("speakers.said.nothingHint")}</p>
      </Empty>
    );
  return (
    <div className="speakers-said">
      <Part name="telemetry" said={telemetry} atMs={telemetryAtMs} members={TELEMETRY} />
      <Part name="status" said={status} atMs={statusAtMs} members={STATUS} />
      <details>
        <summary>{t("speakers.said.raw")}</summary>
        <pre className="mono">{JSON.stringify({ status, telemetry }, null, 2)}</pre>
      </details>
    </div>
  );
}

interface PartProps {
  readonly name: "status" | "telemetry";
  readonly said: Said | null;
  readonly atMs: number | null;
  readonly members: readonly string[];
}

function Part({ name, said, atMs, members }: PartProps) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>
        {t(`speakers.said.${name}`)} <Age atMs={atMs} />
      </h3>
      {said ? (
        <dl className="speakers-facts">
          {members.map((member) =>
            said[member] === undefined ? null : (
              <div key={member}>
                <dt>{t(`speakers.said.member.${member}`)}</dt>
                <dd>{wordsOf(member, said[member], t)}</dd>
              </div>
            ),
          )}
        </dl>
      ) : (
        <p className="muted">{t("common.none")}</p>
      )}
    </section>
  );
}

/** SPEC 5.5 and 5.6; what a newer speaker says otherwise is shown as it came. */
function wordsOf(member: string, value: unknown, t: TFunction): string {
  if (member === "refused") {
    const counts = value !== null && typeof value === "object" ? Object.entries(value) : [];
    return counts.length === 0
      ? t("common.none")
      : counts.map(([code, count]) => `${code} ${count}`).join(" · ");
  }
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value !== "number") {
    return member === "sync" && ["none", "loose", "good"].includes(String(value))
      ? t(`speakers.said.sync.${String(value)}`)
      : String(value);
  }
  switch (member) {
    case "uptimeMs":
      return t("speakers.said.hours", {
        hours: Math.floor(value / 3_600_000),
        minutes: Math.floor(value / 60_000) % 60,
      });
    case "clockErrorUs":
    case "verifyUs":
      return t("history.speakers.ms", { ms: (value / 1000).toFixed(2) });
    case "outputDelayMs":
    case "wakeMs":
      return t("history.speakers.ms", { ms: value });
    default:
      return String(value);
  }
}
