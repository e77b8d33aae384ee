import { createBrowserRouter, type RouteObject } from "react-router";
import { Loading } from "../kit/state";
import { SignIn } from "../session/sign-in";
import { PageFault } from "./page-fault";
import { Shell } from "./shell";

/**
 * The screens. The frame and sign-in come with the first load, each screen when it is first opened.
 * A screen is a file that exports `Component`; to add one, add a line here, its words to `i18n/`, and its name to `nav`.
 */
const screens: RouteObject[] = [
  { index: true, lazy: () => import("../desk/desk") },
  { path: "history", lazy: () => import("../history/history") },
  { path: "history/:id", lazy: () => import("../history/broadcast") },
  { path: "speakers", lazy: () => import("../speakers/speakers") },
  { path: "speakers/:id", lazy: () => import("../speakers/speaker") },
  { path: "people", lazy: () => import("../people/people") },
  { path: "settings", lazy: () => import("../settings/settings") },
  { path: "password", lazy: () => import("../session/set-password") },
];

export function createRouter() {
  return createBrowserRouter([
    { path: "/sign-in", element: <SignIn />, errorElement: <PageFault /> },
    {
      path: "/",
      element: <Shell />,
      HydrateFallback: Loading,
      errorElement: <PageFault />,
      children: [
        {
          errorElement: <PageFault />,
          children: [...screens, { path: "*", lazy: () => import("./not-found") }],
        },
      ],
    },
  ]);
}
