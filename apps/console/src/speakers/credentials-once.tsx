import type { CredentialsReply } from "@dalaba/api/browser";
import { useTranslation } from "react-i18next";
import { ShownOnce } from "../kit/shown-once";

export interface CredentialsOnceProps {
  readonly credentials: readonly CredentialsReply[];
  readonly onDone: () => void;
}

/** One line a speaker, as the speakers and the simulator read them. The controller does not keep the secrets. */
export function CredentialsOnce({ credentials, onDone }: CredentialsOnceProps) {
  const { t } = useTranslation();
  const lines = credentials.map((each) => JSON.stringify(each)).join("\n");
  return (
    <ShownOnce
      text={t("speakers.credentials.once", { n: credentials.length })}
      secret={`${lines}\n`}
      fileName="speakers.jsonl"
      onDone={onDone}
    />
  );
}
