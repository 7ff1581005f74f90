import { TallystickError } from '@tallystick/protocol';
import type { ServiceContext } from '../context.ts';

/** The writing side of a service. @throws TallystickError `ACCESS_DENIED` for a service that only reads. */
export function writesOf(context: ServiceContext): NonNullable<ServiceContext['writes']> {
  if (context.writes === undefined) throw new TallystickError('ACCESS_DENIED');
  return context.writes;
}
