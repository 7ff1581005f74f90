import { fromUtf8, TallystickError } from '@tallystick/protocol';
import { type Context, Contract } from 'fabric-contract-api';
import { asErrorText, transact } from './rim/transact.ts';
import { anchor } from './rules/anchor.ts';
import { answers } from './rules/answers.ts';
import { approve } from './rules/approve.ts';
import { authorise } from './rules/authorise.ts';
import { exportFile } from './rules/export.ts';
import { propose } from './rules/propose.ts';
import { publish } from './rules/publish.ts';
import { purge } from './rules/purge.ts';
import { revoke } from './rules/revoke.ts';

// The functions take a rest parameter: with a fixed one the framework itself would refuse another number of arguments, in words of
// its own. They return text, because the framework cannot return anything else.

/** What all contracts share: an unknown function is refused like any other bad request. */
abstract class Concern extends Contract {
  override async unknownTransaction(): Promise<void> {
    throw new Error(new TallystickError('BAD_REQUEST').toText());
  }
}

/** Keys that `records:get` reads. */
const readableKey =
  /^(anchor|answers|authorisation|publication|revocation|export|proposal|policy\/(channel|risk|exportKey))\/[0-9a-f]{1,64}$/;

/** Contract `records`: reads what stands, for everybody in the channel. */
export class Records extends Concern {
  constructor() {
    super('records');
  }

  /** The canonical JSON of the record under a key, empty when there is none. */
  async get({ stub }: Context, ...texts: string[]): Promise<string> {
    return asErrorText(async () => {
      const [key] = texts;
      if (key === undefined || texts.length > 1 || !readableKey.test(key)) throw new TallystickError('BAD_REQUEST');
      return fromUtf8(await stub.getState(key));
    });
  }
}

/** Contract `encounters`: commitments. */
export class Encounters extends Concern {
  constructor() {
    super('encounters');
  }

  async anchor(context: Context, ...texts: string[]): Promise<string> {
    return transact(anchor, context, texts);
  }
}

/** Contract `diagnoses`: issued → published → revoked, issued → revoked or expired; issue again supersedes. */
export class Diagnoses extends Concern {
  constructor() {
    super('diagnoses');
  }

  async authorise(context: Context, ...texts: string[]): Promise<string> {
    return transact(authorise, context, texts);
  }

  async publish(context: Context, ...texts: string[]): Promise<string> {
    return transact(publish, context, texts);
  }

  async revoke(context: Context, ...texts: string[]): Promise<string> {
    return transact(revoke, context, texts);
  }
}

/** Contract `exports`: the chain of export files. */
export class Exports extends Concern {
  constructor() {
    super('exports');
  }

  async record(context: Context, ...texts: string[]): Promise<string> {
    return transact(exportFile, context, texts);
  }
}

/** Contract `acknowledgements`: batches of answers. */
export class Acknowledgements extends Concern {
  constructor() {
    super('acknowledgements');
  }

  async record(context: Context, ...texts: string[]): Promise<string> {
    return transact(answers, context, texts);
  }
}

/** Contract `policy`: what needs the consent of two organisations. */
export class Policy extends Concern {
  constructor() {
    super('policy');
  }

  async propose(context: Context, ...texts: string[]): Promise<string> {
    return transact(propose, context, texts);
  }

  async approve(context: Context, ...texts: string[]): Promise<string> {
    return transact(approve, context, texts);
  }
}

/** Contract `purge`: erasure of what is due. */
export class Purge extends Concern {
  constructor() {
    super('purge');
  }

  async purge(context: Context, ...texts: string[]): Promise<string> {
    return transact(purge, context, texts);
  }
}

/** All contracts. The first is the framework's default for names without a colon, so it is the one that only reads. */
export const contractClasses = [Records, Encounters, Diagnoses, Exports, Acknowledgements, Policy, Purge] as const;
