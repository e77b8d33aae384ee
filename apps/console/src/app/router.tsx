import { createBrowserRouter } from "react-router";
import { Loading } from "../kit/state";
import { SignIn } from "../session/sign-in";
import { PageFault } from "./page-fault";
import { screens } from "./screens";
import { Shell } from "./shell";

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
