'use client';
import { Banner, Card, EmptyState, ErrorState, Link, Skeleton, Table } from '@tallystick/ui';
import { useSearchParams } from 'next/navigation';
import { type JSX, useMemo } from 'react';
import { organisationName } from '../../domain/organisations.ts';
import { Behind } from '../behind.tsx';
import { toCsv } from '../data/csv.ts';
import { type ProvenanceEdge, type ProvenanceGraph, provenanceQuery } from '../data/queries.ts';
import { useOpen } from '../data/use-open.ts';
import { openErrorWords } from '../words.ts';
import { GraphView, shortKey, walkHref } from './graph-view.tsx';
import { layoutThings } from './layout.ts';
import { RecordPicker } from './record-picker.tsx';
import { kindWords, orderedEdges, relationWords, thingsOf } from './steps.ts';

const csvColumns = [
  { name: 'from', value: ({ from }: ProvenanceEdge) => from },
  { name: 'relation', value: ({ type }: ProvenanceEdge) => type },
  { name: 'to', value: ({ to }: ProvenanceEdge) => to },
  { name: 'role', value: ({ role }: ProvenanceEdge) => role ?? '' },
];

function Walk({ graph }: { graph: ProvenanceGraph }): JSX.Element {
  const { things, backs } = useMemo(() => thingsOf(graph), [graph]);
  const layout = useMemo(() => layoutThings(graph.of, things, backs), [graph.of, things, backs]);
  const nodes = useMemo(() => new Map(graph.nodes.map((node) => [node.id, node])), [graph.nodes]);
  const name = (id: string): JSX.Element | string => {
    const node = nodes.get(id);
    if (node?.type === 'AGENT') return organisationName(id.replace(/^agent\//, ''));
    if (node?.type === 'ACTIVITY') return `${node.kind}${node.block === null ? '' : ` (block ${node.block})`}`;
    return (
      <Link href={walkHref(id)}>
        {kindWords(node?.kind ?? 'thing')} <span className="ts-code ts-small">{shortKey(id)}</span>
      </Link>
    );
  };
  return (
    <>
      {graph.truncated ? (
        <Banner tone="info" live="off">
          There is more than 2,000 things; the service gives the nearest.
        </Banner>
      ) : null}
      <GraphView of={graph.of} layout={layout} />
      {layout.left === 0 ? null : (
        <p className="ts-muted">{layout.left} more do not fit the drawing; the table has them.</p>
      )}
      <Table
        caption="The same as a table: every statement of the provenance"
        rows={orderedEdges(graph.edges)}
        rowKey={({ type, from, to }) => `${type} ${from} ${to}`}
        empty="Nothing came before it: here the way begins."
        columns={[
          { key: 'from', head: 'What', isRowHead: true, cell: ({ from }) => name(from) },
          {
            key: 'relation',
            head: 'How',
            cell: ({ type, role }) => `${relationWords(type)}${role === null ? '' : ` (as ${role})`}`,
          },
          { key: 'to', head: 'From what, or by whom', cell: ({ to }) => name(to) },
        ]}
      />
    </>
  );
}

function Asked({ of }: { of: string }): JSX.Element {
  const query = useMemo(() => provenanceQuery(of), [of]);
  const { data, error } = useOpen(query);
  const graph = data?.provenance;
  const kind = graph?.nodes.find(({ id }) => id === of)?.kind;
  return (
    <Card
      id="walk"
      title={kind === undefined ? 'One thing' : kindWords(kind)}
      end={<Link href="/provenance">Begin elsewhere</Link>}
    >
      <p className="ts-code ts-small ts-muted">{of}</p>
      {graph === undefined ? (
        error === undefined ? (
          <Skeleton label="Walking back" lines={8} />
        ) : (
          <ErrorState {...openErrorWords(error)} />
        )
      ) : graph === null ? (
        <EmptyState title="There is nothing by that name." />
      ) : (
        <Walk graph={graph} />
      )}
      <Behind query={query} name="tallystick-provenance" csv={toCsv(csvColumns, graph?.edges ?? [])} />
    </Card>
  );
}

/** Where things on the ledger came from: a graph to walk, with a table beside it. */
export function ProvenancePage(): JSX.Element {
  const of = useSearchParams().get('of');
  return (
    <div className="ts-stack-loose">
      <header className="ts-stack-tight">
        <h1>Where it came from</h1>
        <p>
          Every step was carried out by an organisation that answers for it. The way leads from what phones answered, to
          the files that they had fetched, to the <em>set</em> of publications in each, to the permissions of hospitals.
          It never leads from an answer or a file to one patient.
        </p>
      </header>
      {of === null || of === '' ? <RecordPicker /> : <Asked key={of} of={of} />}
    </div>
  );
}
