'use client';
import { Button, Card, Dialog, Facts } from '@tallystick/ui';
import { type JSX, useEffect, useState } from 'react';
import { deleteEverything } from '../core/delete-everything.ts';
import { exportData } from '../core/tidy.ts';
import { usePhone, usePhoneState } from './phone-context.tsx';

/** What is kept, how to take it along, and how to end it all. */
export function SettingsData(): JSX.Element {
  const phone = usePhone();
  const { logVersion } = usePhoneState();
  const [storage, setStorage] = useState<{ used: number; persisted: boolean } | null>(null);
  const [asking, setAsking] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is used changes with the log
  useEffect(() => {
    const look = async (): Promise<void> => {
      const estimate = await navigator.storage?.estimate?.();
      setStorage({ used: estimate?.usage ?? 0, persisted: (await navigator.storage?.persisted?.()) ?? false });
    };
    void look();
  }, [logVersion]);
  return (
    <Card title="Your data" id="data">
      <Facts
        facts={[
          ['Used on this device', storage === null ? '…' : `${(storage.used / 1_000_000).toFixed(1)} MB`],
          ['Kept', storage?.persisted === true ? 'for 14 days' : 'for 14 days, unless the browser needs the space'],
        ]}
      />
      <div className="ts-cluster">
        <Button icon="download" onPress={() => void download(phone.db)}>
          Export my data
        </Button>
        <Button variant="danger" icon="trash" onPress={() => setAsking(true)}>
          Delete everything
        </Button>
      </div>
      <Dialog
        role="alertdialog"
        title="Delete everything?"
        isOpen={asking}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button onPress={() => setAsking(false)}>Keep it</Button>
            <Button variant="danger" onPress={() => void deleteEverything(phone)}>
              Delete everything
            </Button>
          </>
        }
      >
        <p>
          Your log, your keys, the seals and the pairing with your tag go for good. You will not be warned about
          meetings before today, and cannot share days before today any more. What you have shared stays shared.
        </p>
      </Dialog>
    </Card>
  );
}

async function download(db: Parameters<typeof exportData>[0]): Promise<void> {
  const url = URL.createObjectURL(new Blob([await exportData(db)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'tallystick-my-data.json';
  link.click();
  URL.revokeObjectURL(url);
}
