/** What this browser's Bluetooth can do: features are detected, never the browser's name. */
export interface BluetoothFeatures {
  /** GATT and the chooser: enough for a tag. */
  readonly tag: boolean;
  /** The page can listen for everybody nearby. */
  readonly scan: boolean;
}

/** Detects what there is; says nothing about permission or whether the adapter is on. */
export function bluetoothFeatures(): BluetoothFeatures {
  const bluetooth = typeof navigator === 'undefined' ? undefined : navigator.bluetooth;
  return {
    tag: typeof bluetooth?.requestDevice === 'function',
    scan: typeof (bluetooth as { requestLEScan?: unknown } | undefined)?.requestLEScan === 'function',
  };
}

/** Whether an adapter is there and on; true when the browser cannot tell. */
export async function bluetoothAvailable(): Promise<boolean> {
  return (await navigator.bluetooth?.getAvailability?.().catch(() => true)) ?? true;
}
