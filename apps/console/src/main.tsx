import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { RouterProvider } from "react-router/dom";
import { ProblemError } from "./app/controller";
import { createRouter } from "./app/router";
import { applyTheme, keptTheme } from "./app/theme";
import { createWords, keptLanguage } from "./i18n";
import { Toasts } from "./kit/toasts";
import "./styles.css";

applyTheme(keptTheme());
const language = keptLanguage();
document.documentElement.lang = language;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only silence is worth asking again.
      retry: (count, error) => error instanceof ProblemError && error.status === 0 && count < 3,
      refetchOnWindowFocus: false,
    },
  },
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <I18nextProvider i18n={createWords(language)}>
        <QueryClientProvider client={queries}>
          <Toasts>
            <RouterProvider router={createRouter()} />
          </Toasts>
        </QueryClientProvider>
      </I18nextProvider>
    </StrictMode>,
  );
}
