import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { Dialog } from "../kit/dialog";
import { KEYS } from "./keys";

/** `?` shows what every key does. */
export function KeySheet() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === "?" && !isTyping(event.target)) setOpen(true);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <Button look="quiet" className="shell-help" aria-label={t("keys.help")} onPress={() => setOpen(true)}>
        ?
      </Button>
      <Dialog title={t("keys.title")} open={open} onClose={() => setOpen(false)}>
        <dl className="shell-keys">
          {KEYS.map(({ keys, does }) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(`keys.${does}`)}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </>
  );
}

/** Whether a key press belongs to somebody who is writing. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(checkbox|radio|button|range)$/.test(target.type))
  );
}
