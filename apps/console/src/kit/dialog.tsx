import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

export interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  /** `alertdialog`: something is asked that must be answered; a press outside does not close it. */
  readonly role?: "dialog" | "alertdialog";
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** A modal dialog: focus goes in, stays in and comes back; Esc closes. */
export function Dialog({ title, open, onClose, role = "dialog", wide = false, children }: DialogProps) {
  return (
    <ModalOverlay
      className="kit-overlay"
      isOpen={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      isDismissable={role === "dialog"}
    >
      <Modal className={`kit-modal ${wide ? "wide" : ""}`}>
        <AriaDialog role={role} className="kit-dialog">
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className="kit-actions">{children}</div>;
}
