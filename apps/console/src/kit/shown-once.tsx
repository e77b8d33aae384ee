import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { saveFile } from "./save-file";

export interface ShownOnceProps {
  /** What is said about it: that nobody will see it again. */
  readonly text: string;
  readonly secret: string;
  /** With a name it can be kept as a file. */
  readonly fileName?: string;
  readonly onDone: () => void;
}

/** A secret that is shown this once: to copy, or to keep as a file. It goes only when somebody says that they have it. */
export function ShownOnce({ text, secret, fileName, onDone }: ShownOnceProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div className="kit-once">
      <div className="kit-note warning" role="status">
        {text}
      </div>
      <textarea
        className="kit-input mono"
        readOnly
        rows={Math.min(8, Math.ceil(secret.length / 60) + 1)}
        value={secret}
        aria-label={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="kit-actions">
        <Button
          onPress={() => {
            // Without a secure context there is no clipboard to write to: the text is selected, and Ctrl-C is left.
            void navigator.clipboard?.writeText(secret).then(
              () => setCopied(true),
              () => {},
            );
          }}
        >
          {t(copied ? "common.copied" : "common.copy")}
        </Button>
        {fileName === undefined ? null : (
          <Button onPress={() => saveFile(fileName, secret)}>{t("once.save")}</Button>
        )}
        <Button look="primary" onPress={onDone}>
          {t("once.done")}
        </Button>
      </div>
    </div>
  );
}
