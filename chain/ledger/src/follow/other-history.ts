import { TallystickError } from '@tallystick/protocol';

/** The peer's blocks do not continue those that were seen before. */
export class OtherHistory extends TallystickError {
  constructor(block: number) {
    super('OTHER_NETWORK', { message: `Block ${block} does not continue the history that is known.` });
  }
}
