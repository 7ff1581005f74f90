'use client';
import { Badge, Banner, Card, Disclosure, formatMoment, Link, Skeleton } from '@tallystick/ui';
import { type JSX, useCallback, useEffect, useState } from 'react';
import type { Confirmation, How } from '../api/his-api.ts';
import type { CaseDetail, Issued } from '../api/shapes.ts';
import { FetchNotice } from '../frame/fetch-notice.tsx';
import { useTitle } from '../frame/use-title.ts';
import { useAct } from '../hooks/use-act.ts';
import { useFetched } from '../hooks/use-fetched.ts';
import { useSigned } from '../session/session-context.ts';
import { authorisationLooks, certainties, statusLook } from '../words/labels.ts';
import { CaseActions } from './case-actions.tsx';
import { CodePanel } from './code-panel.tsx';
import { ConfirmForm } from './confirm-form.tsx';
import { LedgerLine } from './ledger-line.tsx';
import { DecisionPanel, PatientPanel, RecordPanel } from './record-panel.tsx';
import { SpecimenLine } from './specimen-line.tsx';

/** Seconds between two looks at a case while something of it is under way, and otherwise. */
const renewal = { moving: 5, resting: 60 };

function isMoving(detail: CaseDetail | undefined): boolean {
  return detail === undefined || ['sending', 'unclaimed', 'published', 'exported', 'revoked'].includes(detail.status);
}

function Confirmed({ detail }: { detail: CaseDetail }): JSX.Element | null {
  const { confirmation, authorisation, earlier } = detail;
  if (confirmation === undefined) return null;
  const look = authorisation === undefined ? undefined : authorisationLooks[authorisation.status];
  return (
    <Card
      title="Confirmed"
      level={2}
      id="confirmed"
      end={look === undefined ? null : <Badge tone={look.tone}>{look.label}</Badge>}
    >
      <p>
        {certainties[confirmation.certainty]},{' '}
        {confirmation.onset === null ? 'no onset given' : `onset ${confirmation.onset}`}. {confirmation.by},{' '}
        {formatMoment(confirmation.at, 'en-GB')}.
      </p>
      {confirmation.note === '' ? null : (
        <blockquote className="his-message" data-private>
          {confirmation.note}
        </blockquote>
      )}
      {authorisation?.error === undefined ? null : (
        <Banner tone="danger" title="The ledger did not take it">
          {authorisation.error.sentence}
        </Banner>
      )}
      {earlier.length === 0 ? null : (
        <Disclosure title={`Earlier codes (${earlier.length})`}>
          <ul>
            {earlier.map((one) => (
              <li key={one.id}>
                {formatMoment(one.issuedAt, 'en-GB')}, {one.issuedBy}: {authorisationLooks[one.status].label}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </Card>
  );
}

/** One case on one page: the record beside the decision, the patient, the specimen, then one thing to do. */
export function CasePage({ id }: { id: string }): JSX.Element {
  useTitle('Case');
  const { api, isPresent } = useSigned();
  const [issued, setIssued] = useState<Issued>();
  const [pace, setPace] = useState(renewal.resting);
  const load = useCallback((how: How) => api.case(id, how), [api, id]);
  const fetched = useFetched(load, { every: pace, isActive: isPresent });
  const detail = fetched.data;
  useEffect(() => setPace(isMoving(detail) ? renewal.moving : renewal.resting), [detail]);
  const { reload } = fetched;
  const confirm = useAct(
    useCallback(
      async (body: Confirmation) => {
        const made = await api.confirm(id, body);
        setIssued(made);
        await reload();
        return made;
      },
      [api, id, reload],
    ),
  );
  const code =
    detail?.authorisation?.codeAvailable === true && issued?.authorisation.id === detail.authorisation.id
      ? issued
      : undefined;

  if (detail === undefined) {
    return (
      <div className="ts-stack">
        <h1>Case</h1>
        {fetched.error === undefined ? (
          <Skeleton label="Fetching the case" lines={9} />
        ) : (
          <FetchNotice fetched={fetched} />
        )}
      </div>
    );
  }
  const look = statusLook(detail.status);
  return (
    <div className="ts-stack">
      <Link look="standalone" icon="back" href="/">
        Worklist
      </Link>
      <header className="his-case-head">
        <h1>{detail.condition.name}</h1>
        <Badge tone={look.tone} icon={look.icon}>
          {look.label}
        </Badge>
        <p className="his-why">{detail.why.sentence}</p>
        {detail.revokeReason === '' ? null : (
          <p className="ts-muted" data-private>
            Reason given: “{detail.revokeReason}”
          </p>
        )}
      </header>
      <FetchNotice fetched={fetched} />
      <div className="his-case">
        <div className="ts-stack his-case-do">
          {code === undefined ? null : <CodePanel issued={code} onHide={() => setIssued(undefined)} />}
          {detail.actions.includes('confirm') ? (
            <Card title="Confirm" id="confirm">
              <ConfirmForm detail={detail} confirm={confirm} />
              <CaseActions detail={detail} isCodeShown={false} onIssued={setIssued} onChanged={() => void reload()} />
            </Card>
          ) : (
            <CaseActions
              detail={detail}
              isCodeShown={code !== undefined}
              onIssued={setIssued}
              onChanged={() => void reload()}
            />
          )}
          <LedgerLine detail={detail} />
          <Confirmed detail={detail} />
        </div>
        <div className="his-case-read">
          <RecordPanel detail={detail} />
          <DecisionPanel detail={detail} />
          <PatientPanel detail={detail} />
          <SpecimenLine detail={detail} />
        </div>
      </div>
    </div>
  );
}
