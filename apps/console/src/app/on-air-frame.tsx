import type { ReactNode } from "react";

export function OnAirFrame({ children }: { readonly children: ReactNode }) {
  return <div className="shell">{children}</div>;
}
