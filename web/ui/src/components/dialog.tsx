'use client';
import type { JSX, ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

/** What a dialog takes. It is controlled: the page keeps what was typed in it, whatever happens. */
export interface DialogProps {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  size?: 'normal' | 'wide';
  /** `alertdialog` for what needs a decision; then a click outside does not close it. */
  role?: 'dialog' | 'alertdialog';
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A question over the page: focus stays inside, Escape closes, focus returns to where it came from. */
export function Dialog({
  title,
  isOpen,
  onClose,
  size = 'normal',
  role = 'dialog',
  actions,
  children,
}: DialogProps): JSX.Element {
  return (
    <ModalOverlay
      className="ts-scrim"
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
      isDismissable={role === 'dialog'}
    >
      <Modal className="ts-modal" data-size={size}>
        <AriaDialog className="ts-dialog" role={role}>
          <Heading slot="title" level={2}>
            {title}
          </Heading>
          {children}
          {actions === undefined ? null : <div className="ts-dialog-actions">{actions}</div>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
