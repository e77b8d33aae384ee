import type { BroadcastSummaryReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../kit/button";
import { HELD_REASONS } from "./held-reasons";
import { useRepeat } from "./use-repeat";

/** Who was held by something else hears the words afterwards, once they are free. */
export function RepeatToBusy({ result }: { readonly result: BroadcastSummaryReply }) {
  const { t } = useTranslation();
  const repeat = useRepeat();
  const [asked, setAsked] = useState(false);
  const count = result.failures.filter(({ reason }) => HELD_REASONS.includes(reason)).length;
  if (count === 0) return null;
  const begin = async (): Promise<void> => {
    setAsked(true);
    if (!(await repeat(result.broadcastId, "busy"))) setAsked(false);
  };
  return (
    <Button small isDisabled={asked} onPress={() => void begin()}>
      {t("desk.talk.repeatBusy", { count })}
    </Button>
  );
}
