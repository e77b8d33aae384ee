import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, Outlet, useLocation } from "react-router";
import { TargetsProvider } from "../desk/targets";
import { IncidentBell, OpenIncidents } from "../incidents/incident-bell";
import { Loading } from "../kit/state";
import { Live } from "../live/live";
import { LiveContext, useLive } from "../live/use-live";
import { TalkProvider } from "../talk/talk-context";
import { ProblemError } from "./controller";
import { KeySheet } from "./key-sheet";
import { LinkPill } from "./link-pill";
import { Logo } from "./logo";
import { type Me, useMe } from "./me";
import { OnAirFrame } from "./on-air-frame";
import { OperatorMenu } from "./operator-menu";
import { fetchScreens } from "./screens";
import { SiteClock } from "./site-clock";
import { Unreachable } from "./unreachable";

/** What stands around every screen of somebody signed in: the menu, how fresh the data is, the key, who is on air. */
export function Shell() {
  const me = useMe();
  const back = useWayBack();
  if (me.data) return <SignedIn me={me.data} />;
  if (me.error instanceof ProblemError && me.error.status === 401)
    return <Navigate to={back === "" ? "/sign-in" : `/sign-in?${back.slice(1)}`} replace />;
  return me.error ? <Unreachable onRetry={() => void me.refetch()} /> : <Loading />;
}

/** Where somebody is led back to after signing in again, as `&next=…`; empty on the desk. */
function useWayBack(): string {
  const { pathname, search } = useLocation();
  return pathname === "/" ? "" : `&next=${encodeURIComponent(pathname + search)}`;
}

function SignedIn({ me }: { readonly me: Me }) {
  const live = useMemo(() => new Live(), []);
  useEffect(() => {
    live.start();
    const giveUp = fetchScreens(() => live.state().onAir.length > 0);
    return () => {
      giveUp();
      live.stop();
    };
  }, [live]);
  return (
    <LiveContext value={live}>
      <TargetsProvider operator={me.operator.id}>
        <TalkProvider>
          <Frame me={me} />
        </TalkProvider>
      </TargetsProvider>
    </LiveContext>
  );
}

function Frame({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const link = useLive((state) => state.link);
  const back = useWayBack();
  if (link === "signed-out") return <Navigate to={`/sign-in?ended${back}`} replace />;
  return (
    <OnAirFrame>
      <a className="shell-skip" href="#main">
        {t("app.skip")}
      </a>
      <header className="shell-top">
        <NavLink to="/" className="shell-brand" aria-label={t("app.name")}>
          <Logo />
          <span>{t("app.short")}</span>
        </NavLink>
        <nav className="shell-nav" aria-label={t("nav.label")}>
          {SCREENS.map(({ to, name }) => (
            <NavLink key={to} to={to} end={to === "/"}>
              <span className="shell-nav-name">
                {t(`nav.${name}`)}
                {name === "incidents" ? <OpenIncidents /> : null}
              </span>
            </NavLink>
          ))}
        </nav>
        <div className="shell-right">
          <IncidentBell />
          <LinkPill />
          <SiteClock />
          <KeySheet />
          <OperatorMenu me={me} />
        </div>
      </header>
      <StaleBar link={link} />
      <main id="main" className="shell-main" tabIndex={-1}>
        <Outlet />
      </main>
    </OnAirFrame>
  );
}

const SCREENS = [
  { to: "/", name: "desk" },
  { to: "/incidents", name: "incidents" },
  { to: "/history", name: "history" },
  { to: "/programme", name: "programme" },
  { to: "/speakers", name: "speakers" },
  { to: "/people", name: "people" },
  { to: "/settings", name: "settings" },
] as const;

/** Lies over the top edge of the screen below: nothing moves when it comes or goes. */
function StaleBar({ link }: { readonly link: string }) {
  const { t } = useTranslation();
  const shown = link === "offline" || link === "stale";
  return (
    <div className="shell-bar-place" aria-live="assertive">
      {shown ? (
        <div className="shell-bar">{t(link === "offline" ? "link.offlineBar" : "link.staleBar")}</div>
      ) : null}
    </div>
  );
}
