/** Refusals of strangers: who speaks in a name that is not theirs should not go unseen. */
import type { Logger } from './log.ts';
import type { RpcError } from './protoutil/errors.ts';

/** Fabric's texts for an identity or signature that is not believed, or that may not do what it asks for. */
const DENIAL =
  /access denied|Failed evaluating policy on signed data|permission denied|identity expired|access permission/;

/** Notes a call that was refused for who made it. The line names organisations and policies, never a person or a value. */
export function noteRefusal(log: Logger, { message, nodes }: Pick<RpcError, 'message' | 'nodes'>): void {
  const reason = [message, ...nodes.map((node) => node.message)].find((text) => DENIAL.test(text));
  if (reason !== undefined) log.warn(`security: a call was refused: ${reason}`);
}
