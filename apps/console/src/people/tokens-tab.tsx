import type { TokenReply } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { controller, problemIn, routes } from "../app/controller";
import { useTimeFormat } from "../app/site-clock";
import { Age } from "../kit/age";
import { Button } from "../kit/button";
import { Empty, Loading, ProblemNote } from "../kit/state";
import { useToast } from "../kit/toasts";
import { TypedConfirmation } from "../kit/typed-confirmation";
import { useLive } from "../live/use-live";
import { AddToken } from "./add-token";
import { useOperators, useReadAgain, useTokens } from "./use-people";

/** What programs may do in somebody's name, when they last did, and when that ends. */
export function TokensTab({ manages }: { readonly manages: boolean }) {
  const { t } = useTranslation();
  const tokens = useTokens();
  const operators = useOperators(manages);
  const toast = useToast();
  const readAgain = useReadAgain();
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<TokenReply | null>(null);
  const names = new Map(operators.data?.map(({ id, name }) => [id, name]));
  const revoke = async () => {
    if (!leaving) return null;
    const answer = await controller.call(routes.tokens.revokeToken, { params: { id: leaving.id } });
    if (!answer.ok) return answer.problem;
    readAgain();
    toast({ text: t("people.token.revoked", { name: leaving.name }) });
    return null;
  };
  return (
    <>
      <div className="people-acts">
        <Button look="primary" onPress={() => setAdding(true)}>
          {t("people.token.add")}
        </Button>
      </div>
      {tokens.isPending ? <Loading /> : null}
      {tokens.error ? (
        <ProblemNote problem={problemIn(tokens.error)} onRetry={() => void tokens.refetch()} />
      ) : null}
      {tokens.data?.length === 0 ? (
        <Empty title={t("people.token.none")}>
          <p>{t("people.token.noneHint")}</p>
        </Empty>
      ) : null}
      <ul className="people-list">
        {tokens.data?.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            owner={names.get(token.operator) ?? null}
            onRevoke={() => setLeaving(token)}
          />
        ))}
      </ul>
      <AddToken open={adding} onClose={() => setAdding(false)} />
      <TypedConfirmation
        title={t("people.token.revokeTitle", { name: leaving?.name ?? "" })}
        text={t("people.token.revokeText")}
        word={leaving?.name ?? ""}
        act={t("people.token.revoke")}
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        onConfirm={revoke}
      />
    </>
  );
}

interface TokenRowProps {
  readonly token: TokenReply;
  readonly owner: string | null;
  readonly onRevoke: () => void;
}

function TokenRow({ token, owner, onRevoke }: TokenRowProps) {
  const { t } = useTranslation();
  const day = useTimeFormat({ dateStyle: "medium" });
  const sites = useLive((state) => state.sites);
  const { name, acts, expiresAtMs, revokedAtMs, lastUsedAtMs, lastUsedAddress, maxPriority } = token;
  const expired = expiresAtMs <= Date.now();
  const off = revokedAtMs !== null || expired;
  const where = token.sites?.map((id) => sites.find((site) => site.id === id)?.name ?? id).join(", ");
  return (
    <li className={`kit-panel people-row ${off ? "off" : ""}`}>
      <div className="people-who">
        <strong>{name}</strong>
        <span className="muted">
          {owner === null ? "" : `${owner} · `}
          {where ?? t("people.token.anySite")} · {t("people.token.upTo", { n: maxPriority })}
        </span>
        <span className="people-flags">
          {revokedAtMs !== null ? <span className="people-off">⊘ {t("people.token.isRevoked")}</span> : null}
          {revokedAtMs === null && expired ? (
            <span className="people-off">⊘ {t("people.token.isExpired")}</span>
          ) : null}
        </span>
      </div>
      <ul className="people-chips">
        {acts.map((act) => (
          <li key={act}>{t(`people.act.${act}`)}</li>
        ))}
      </ul>
      <div className="people-when">
        <span>{t("people.token.expires", { day: day(expiresAtMs) })}</span>
        <span className="muted">
          {t("people.token.used")} <Age atMs={lastUsedAtMs} everyMs={10_000} /> {lastUsedAddress ?? ""}
        </span>
      </div>
      <div className="people-row-acts">
        <Button
          small
          isDisabled={revokedAtMs !== null}
          aria-label={t("people.token.revokeTitle", { name })}
          onPress={onRevoke}
        >
          {t("people.token.revoke")}
        </Button>
      </div>
    </li>
  );
}
