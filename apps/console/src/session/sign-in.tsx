import type { InputOf, Problem } from "@dalaba/api/browser";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { controller, routes } from "../app/controller";
import { ME } from "../app/me";
import { useTitle } from "../app/use-title";
import { Button } from "../kit/button";
import { Field } from "../kit/field";
import { ProblemNote } from "../kit/state";
import { SessionCard } from "./session-card";

/** Sign in by name and password, or by the one-time link of a first start. */
export function SignIn() {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [problem, setProblem] = useState<Problem | null>(null);
  const [working, setWorking] = useState(false);
  const [linkSpent, setLinkSpent] = useState(false);
  useTitle(t("signIn.title"));
  const link = linkSpent ? null : query.get("link");

  const signIn = async (body: InputOf<typeof routes.session.signIn>["body"]): Promise<void> => {
    setWorking(true);
    setProblem(null);
    const answer = await controller.call(routes.session.signIn, { body });
    setWorking(false);
    if (!answer.ok) {
      setProblem(answer.problem);
      if (answer.problem.code === "link-spent") setLinkSpent(true);
      return;
    }
    queries.removeQueries({ queryKey: ME });
    await navigate("link" in body ? "/password?first=1" : goalOf(query.get("next")), { replace: true });
  };

  return (
    <SessionCard title={t("signIn.title")}>
      {problem ? <ProblemNote problem={problem} /> : null}
      {problem === null && query.get("ended") !== null ? (
        <div className="kit-note">{t("signIn.ended")}</div>
      ) : null}
      {link ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void signIn({ link });
          }}
        >
          <div className="kit-note">
            <strong>{t("signIn.link")}</strong>
            <span>{t("signIn.linkHint")}</span>
          </div>
          <Button type="submit" look="primary" isDisabled={working} autoFocus>
            {working ? t("signIn.working") : t("signIn.linkSubmit")}
          </Button>
        </form>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const data = new FormData(event.currentTarget);
            void signIn({ user: String(data.get("user")), password: String(data.get("password")) });
          }}
        >
          <Field label={t("signIn.user")} name="user" autoComplete="username" isRequired autoFocus />
          <Field
            label={t("signIn.password")}
            name="password"
            type="password"
            autoComplete="current-password"
            isRequired
          />
          <Button type="submit" look="primary" isDisabled={working}>
            {working ? t("signIn.working") : t("signIn.submit")}
          </Button>
        </form>
      )}
    </SessionCard>
  );
}

/** A path of this console to go to afterwards; nobody's link may lead elsewhere. */
function goalOf(next: string | null): string {
  return next !== null && /^\/(?!\/)[\w\-/.?=&%]*$/.test(next) && !next.startsWith("/sign-in") ? next : "/";
}
