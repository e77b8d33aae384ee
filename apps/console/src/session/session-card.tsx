import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageButton } from "../app/language-button";
import { Logo } from "../app/logo";

/** The one frame of everything before somebody is signed in. */
export function SessionCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <main className="session-page">
      <section className="session-card">
        <div className="session-brand">
          <Logo size={44} />
          <div>
            <h1>{title}</h1>
            <p>{t("app.name")}</p>
          </div>
        </div>
        {children}
        <div className="session-foot">
          <a href="/trust">{t("signIn.trust")}</a>
          <LanguageButton />
        </div>
      </section>
    </main>
  );
}
