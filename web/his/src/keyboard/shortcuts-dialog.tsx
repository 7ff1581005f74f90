'use client';
import { Button, Dialog, Table } from '@tallystick/ui';
import type { JSX } from 'react';

const rows = [
  { keys: ['j'], does: 'Next row' },
  { keys: ['k'], does: 'Row before' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['/'], does: 'Search in this list' },
  { keys: ['g'], does: 'Back to the worklist' },
  { keys: ['n'], does: 'New case by hand' },
  { keys: ['Esc'], does: 'Leave the search, close a dialog' },
  { keys: ['?'], does: 'This overview' },
];

/** What can be done by keyboard. */
export function ShortcutsDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): JSX.Element {
  return (
    <Dialog
      title="Keyboard"
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <Button variant="primary" onPress={onClose}>
          Close
        </Button>
      }
    >
      <Table
        caption="Keys and what they do"
        hideCaption
        columns={[
          {
            key: 'keys',
            head: 'Key',
            isRowHead: true,
            cell: (row) => row.keys.map((key) => <kbd key={key}>{key}</kbd>),
          },
          { key: 'does', head: 'Does', cell: (row) => row.does },
        ]}
        rows={rows}
        rowKey={(row) => row.does}
      />
    </Dialog>
  );
}
