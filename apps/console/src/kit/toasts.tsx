import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";

export interface Toast {
  readonly text: string;
  readonly kind?: "done" | "problem";
  /** What takes it back, while it is shown: instead of asking "are you sure" beforehand. */
  readonly undo?: () => void;
}

interface Shown extends Toast {
  readonly id: number;
}

const SHOWN_MS = 7000;
const MOST = 4;
let nextId = 1;

const ToastContext = createContext<(toast: Toast) => void>(() => {});

/** Says something in passing, in the corner. */
export function useToast(): (toast: Toast) => void {
  return useContext(ToastContext);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<readonly Shown[]>([]);
  const drop = useCallback((id: number) => setShown((now) => now.filter((each) => each.id !== id)), []);
  const show = useCallback(
    (toast: Toast) => {
      const id = nextId++;
      setShown((now) => [...now.slice(1 - MOST), { ...toast, id }]);
      setTimeout(() => drop(id), SHOWN_MS);
    },
    [drop],
  );
  const list = useMemo(
    () =>
      shown.map(({ id, text, kind = "done", undo }) => (
        <div key={id} className={`kit-toast ${kind}`}>
          <span>{text}</span>
          {undo === undefined ? null : (
            <Button
              small
              onPress={() => {
                drop(id);
                undo();
              }}
            >
              {t("common.undo")}
            </Button>
          )}
        </div>
      )),
    [shown, drop, t],
  );
  return (
    <ToastContext value={show}>
      {children}
      <div className="kit-toasts" role="status" aria-live="polite">
        {list}
      </div>
    </ToastContext>
  );
}
