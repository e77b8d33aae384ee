import type { Problem } from "@dalaba/api/browser";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { controller, routes } from "../app/controller";
import { useMe } from "../app/me";
import { useTitle } from "../app/use-title";
import { Button } from "../kit/button";
import { Field } from "../kit/field";
import { ProblemNote } from "../kit/state";

const LEAST = 10;

/** A new password: after the first sign-in by link, or whenever somebody wants one. */
export function Component() {
  const { t } = useTranslation();
  const [query] = useSearchParams();
  const first = query.get("first") !== null;
  const me = useMe();
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [done, setDone] = useState(false);
  useTitle(t(first ? "setup.title" : "operator.password"));
  const short = password !== "" && password.length < LEAST;
  const differs = again !== "" && again !== password;
  const ready = password.length >= LEAST && again === password && me.data !== undefined;

  const save = async (current: string): Promise<void> => {
    setProblem(null);
    const answer = await controller.call(routes.operators.setPassword, {
      params: { id: me.data?.operator.id ?? "" },
      body: current === "" ? { password } : { password, current },
    });
    if (answer.ok) setDone(true);
    else setProblem(answer.problem);
  };

  return (
    <section className="session-page">
      <div className="session-card">
        <h1>{t(first ? "setup.title" : "operator.password")}</h1>
        {done ? (
          <>
            <div className="kit-note" role="status">
              <strong>{t("setup.done")}</strong>
            </div>
            <h2>{t("setup.next")}</h2>
            <ul>
              <li>
                <Link to="/settings">{t("setup.nextMic")}</Link>
              </li>
              <li>
                <Link to="/people">{t("setup.nextPeople")}</Link>
              </li>
              <li>
                <Link to="/">{t("setup.nextDesk")}</Link>
              </li>
            </ul>
          </>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (ready) void save(String(new FormData(event.currentTarget).get("current") ?? ""));
            }}
          >
            {first ? <p className="muted">{t("setup.intro")}</p> : null}
            {problem ? <ProblemNote problem={problem} /> : null}
            {first ? null : (
              <Field
                label={t("setup.current")}
                name="current"
                type="password"
                autoComplete="current-password"
              />
            )}
            <Field
              label={t("setup.password")}
              type="password"
              autoComplete="new-password"
              value={password}
              onChange={setPassword}
              hint={t("setup.passwordHint")}
              error={short ? t("setup.short") : undefined}
              autoFocus
            />
            <Field
              label={t("setup.again")}
              type="password"
              autoComplete="new-password"
              value={again}
              onChange={setAgain}
              error={differs ? t("setup.mismatch") : undefined}
            />
            <div className="kit-actions">
              {first ? <Link to="/">{t("setup.later")}</Link> : null}
              <Button type="submit" look="primary" isDisabled={!ready}>
                {t("setup.submit")}
              </Button>
            </div>
          </form>
        )}
      </div>
    </section>
  );
}
