import { randomInt } from 'node:crypto';
import { busyPorts, type Ports, portsFrom } from './ports.ts';

/** A row of ports that nobody uses now: for tests, which must not depend on ports in use. */
export async function freeRow(): Promise<Ports> {
  for (;;) {
    // Below the range from which the kernel gives out ports by itself.
    const ports = portsFrom(randomInt(12_000, 32_000));
    if ((await busyPorts(ports)).length === 0) return ports;
  }
}
