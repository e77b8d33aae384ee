import type { ReactNode } from "react";

export function TalkProvider({ children }: { readonly children: ReactNode }) {
  return children;
}
