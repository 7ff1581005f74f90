'use client';
import { Banner, Button, Dialog, ErrorState } from '@tallystick/ui';
import { type JSX, useCallback, useState } from 'react';
import type { CaseDetail, Issued } from '../api/shapes.ts';
import { useAct } from '../hooks/use-act.ts';
import { useSigned } from '../session/session-context.ts';
import { errorWords } from '../words/error-words.ts';
import { actions } from '../words/labels.ts';
import { ReasonDialog } from './reason-dialog.tsx';

/** What can be done beside confirming: the code again, another code, sending again, revoking, dismissing. */
export function CaseActions({
  detail,
  isCodeShown,
  onIssued,
  onChanged,
}: {
  detail: CaseDetail;
  isCodeShown: boolean;
  onIssued: (issued: Issued) => void;
  onChanged: () => void;
}): JSX.Element | null {
  const { api } = useSigned();
  const { id } = detail;
  const [open, setOpen] = useState<'revoke' | 'dismiss' | 'issue-again'>();
  const showCode = useAct(useCallback(() => api.showCode(id), [api, id]));
  const issueAgain = useAct(useCallback(() => api.issueAgain(id), [api, id]));
  const sendAgain = useAct(useCallback(() => api.sendAgain(id), [api, id]));
  const revoke = useAct(useCallback((reason: string) => api.revoke(id, reason), [api, id]));
  const dismiss = useAct(useCallback((reason: string) => api.dismiss(id, reason), [api, id]));
  const may = (action: CaseDetail['actions'][number]): boolean => detail.actions.includes(action);
  const error = showCode.error ?? sendAgain.error;
  const close = (): void => setOpen(undefined);
  const done = (): void => {
    close();
    onChanged();
  };
  const again = async (): Promise<void> => {
    const issued = await issueAgain.run(undefined);
    if (issued === undefined) return;
    onIssued(issued);
    done();
  };
  const show = async (): Promise<void> => {
    const issued = await showCode.run(undefined);
    if (issued !== undefined) onIssued(issued);
  };
  const send = async (): Promise<void> => {
    if ((await sendAgain.run(undefined)) !== undefined) onChanged();
  };
  const isPublished = detail.authorisation?.status === 'published' || detail.authorisation?.status === 'exported';

  if (detail.actions.length === 0) return null;
  return (
    <div className="ts-stack">
      {error === undefined ? null : <ErrorState {...errorWords(error)} code={error.code} />}
      <div className="ts-cluster">
        {may('send-again') ? (
          <Button variant="primary" icon="send" isPending={sendAgain.isRunning} onPress={() => void send()}>
            {actions['send-again']}
          </Button>
        ) : null}
        {may('show-code') && !isCodeShown ? (
          <Button variant="primary" icon="scan" isPending={showCode.isRunning} onPress={() => void show()}>
            {actions['show-code']}
          </Button>
        ) : null}
        {may('issue-again') ? (
          <Button icon="refresh" onPress={() => setOpen('issue-again')}>
            {actions['issue-again']}
          </Button>
        ) : null}
        {may('revoke') ? (
          <Button icon="undo" onPress={() => setOpen('revoke')}>
            {actions.revoke} …
          </Button>
        ) : null}
        {may('dismiss') ? (
          <Button variant="quiet" icon="cross" onPress={() => setOpen('dismiss')}>
            {actions.dismiss} …
          </Button>
        ) : null}
      </div>
      <Dialog
        title="Issue another code?"
        isOpen={open === 'issue-again'}
        onClose={close}
        role="alertdialog"
        actions={
          <>
            <Button onPress={close}>Keep the code</Button>
            <Button variant="primary" isPending={issueAgain.isRunning} onPress={() => void again()}>
              {actions['issue-again']}
            </Button>
          </>
        }
      >
        <p>The code that the patient may have stops working in the same moment. The new one is valid from then on.</p>
        {issueAgain.error === undefined ? null : (
          <ErrorState {...errorWords(issueAgain.error)} code={issueAgain.error.code} />
        )}
      </Dialog>
      <ReasonDialog
        title="Revoke this case?"
        action={actions.revoke}
        isOpen={open === 'revoke'}
        onClose={close}
        act={revoke}
        onDone={done}
      >
        {isPublished ? (
          <Banner tone="warn" live="off">
            Keys have been published. The next file lists them as withdrawn, and phones take their warnings back and say
            why.
          </Banner>
        ) : (
          <p>The code stops working. Nothing has been published, so nobody was warned.</p>
        )}
      </ReasonDialog>
      <ReasonDialog
        title="Dismiss this case?"
        action={actions.dismiss}
        isOpen={open === 'dismiss'}
        onClose={close}
        act={dismiss}
        onDone={done}
      >
        <p>No code is made. The record stays here, and a later record of the same specimen opens the question again.</p>
      </ReasonDialog>
    </div>
  );
}
