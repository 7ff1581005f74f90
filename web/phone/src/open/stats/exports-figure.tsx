'use client';
import { Card, EmptyState, ErrorState, Skeleton, Table } from '@tallystick/ui';
import type { JSX } from 'react';
import { Behind } from '../behind.tsx';
import { BarChart, Legend } from '../chart/bar-chart.tsx';
import { exportsQuery } from '../data/queries.ts';
import { useOpen } from '../data/use-open.ts';
import { openErrorWords } from '../words.ts';
import { exportBars, exportsCsv, shortMoment } from './figures.ts';

const series = [
  { id: 'real', label: 'keys of patients' },
  { id: 'revised', label: 'keys withdrawn' },
  { id: 'padding', label: 'random keys that hide how few there are' },
];

/** The files that phones fetch, with what is in each. */
export function ExportsFigure(): JSX.Element {
  const { data, error } = useOpen(exportsQuery, 10);
  const files = data?.exports.nodes;
  return (
    <Card title="Files for phones" id="exports">
      <p>
        Keys are released in signed files. Each file is recorded on the ledger before a phone accepts it, and the
        Auditor has made it anew, byte for byte, before it says so.
      </p>
      {files === undefined ? (
        error === undefined ? (
          <Skeleton label="Fetching the files" lines={5} />
        ) : (
          <ErrorState {...openErrorWords(error)} />
        )
      ) : files.length === 0 ? (
        <EmptyState title="No file yet.">
          <p>The first is made when the first diagnosis is published and its keys are released.</p>
        </EmptyState>
      ) : (
        <>
          <Legend series={series} />
          <div className="open-figure">
            <BarChart
              bars={exportBars(files)}
              description={`Bars of the keys in the newest ${files.length} of ${data?.exports.totalCount ?? files.length} files, by sort.`}
              unit="keys"
            />
            <Table
              caption="The newest files"
              rows={files}
              rowKey={({ sequence }) => String(sequence)}
              columns={[
                {
                  key: 'sequence',
                  head: 'File',
                  isRowHead: true,
                  cell: ({ sequence, status, name }) =>
                    status === 'AVAILABLE' ? (
                      <a href={`/exports/${name}`}>No. {sequence}</a>
                    ) : (
                      `No. ${sequence} (expired)`
                    ),
                },
                { key: 'end', head: 'Window ended', cell: ({ windowEnd }) => shortMoment(windowEnd) },
                { key: 'real', head: 'Patients’', isNumeric: true, cell: ({ real }) => real },
                { key: 'revised', head: 'Withdrawn', isNumeric: true, cell: ({ revised }) => revised },
                { key: 'padding', head: 'Random', isNumeric: true, cell: ({ padding }) => padding },
              ]}
            />
          </div>
        </>
      )}
      <Behind query={exportsQuery} name="tallystick-files" csv={exportsCsv(files ?? [])} />
    </Card>
  );
}
