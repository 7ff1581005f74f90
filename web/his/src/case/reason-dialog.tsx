'use client';
import { Button, Dialog, ErrorState, TextField } from '@tallystick/ui';
import { type JSX, type ReactNode, useState } from 'react';
import type { Act } from '../hooks/use-act.ts';
import { errorWords } from '../words/error-words.ts';

/** Asks for a reason before something that reaches others. The reason stays when it could not be done. */
export function ReasonDialog({
  title,
  action,
  isOpen,
  onClose,
  act,
  onDone,
  children,
}: {
  title: string;
  action: string;
  isOpen: boolean;
  onClose: () => void;
  act: Act<string, unknown>;
  onDone: () => void;
  children: ReactNode;
}): JSX.Element {
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const isMissing = reason.trim().length < 3;
  const run = async (): Promise<void> => {
    setTried(true);
    if (isMissing) return;
    if ((await act.run(reason.trim())) === undefined) return;
    setReason('');
    setTried(false);
    onDone();
  };
  return (
    <Dialog
      title={title}
      isOpen={isOpen}
      onClose={onClose}
      role="alertdialog"
      actions={
        <>
          <Button onPress={onClose}>Keep as it is</Button>
          <Button variant="danger" isPending={act.isRunning} onPress={() => void run()}>
            {action}
          </Button>
        </>
      }
    >
      {children}
      <TextField
        label="Reason"
        hint="Stays in the hospital’s audit trail."
        multiline
        isRequired
        value={reason}
        onChange={setReason}
        maxLength={500}
        {...(isTried && isMissing ? { error: 'Give a reason of a few words.' } : {})}
      />
      {act.error === undefined ? null : <ErrorState {...errorWords(act.error)} code={act.error.code} />}
    </Dialog>
  );
}
