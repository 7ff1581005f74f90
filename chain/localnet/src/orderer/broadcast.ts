/** What an orderer checks before it takes an envelope. */
import { common } from '@hyperledger/fabric-protos';
import { verify } from '../msp/ecdsa.ts';
import { type ChannelAccess, implicitDenial } from '../peer/channel-access.ts';
import { type OpenedEnvelope, openEnvelope } from '../validation/transaction.ts';
import { BATCH } from './batch.ts';

/** An orderer's refusal. */
export class BroadcastRefused extends Error {
  readonly status: 'BAD_REQUEST' | 'FORBIDDEN';

  constructor(status: 'BAD_REQUEST' | 'FORBIDDEN', info: string) {
    super(info);
    this.status = status;
  }
}

/**
 * Checks an envelope.
 * @throws BroadcastRefused with Fabric's status and text
 */
export function checkBroadcast(envelope: Uint8Array, access: ChannelAccess, now: number): void {
  const opened = open(envelope);
  const { header, payload, signature } = opened;
  if (header.channel.channel !== access.channel) throw new BroadcastRefused('BAD_REQUEST', 'channel does not exist');
  const { CONFIG, CONFIG_UPDATE } = common.HeaderType;
  if (header.channel.type === CONFIG || header.channel.type === CONFIG_UPDATE) {
    throw new BroadcastRefused('BAD_REQUEST', 'configuration updates are not supported by localnet');
  }
  const size = payload.length + signature.length;
  if (size > BATCH.absoluteMaxBytes) {
    const limit = `exceeds maximum allowed ${BATCH.absoluteMaxBytes} bytes`;
    throw new BroadcastRefused('BAD_REQUEST', `message payload is ${size} bytes and ${limit}`);
  }
  const identity = access.membership.identity(header.creator);
  if (identity && identity.notAfter < now) {
    throw new BroadcastRefused('BAD_REQUEST', 'broadcast client identity expired');
  }
  if (!identity || !access.permits(identity, 'Writers') || !verify(identity.publicKey, payload, signature)) {
    throw new BroadcastRefused('FORBIDDEN', `${implicitDenial('Writers')}: permission denied`);
  }
}

function open(envelope: Uint8Array): OpenedEnvelope {
  try {
    return openEnvelope(envelope);
  } catch {
    throw new BroadcastRefused(
      'BAD_REQUEST',
      'could not determine channel ID: error unmarshalling Payload: proto: cannot parse invalid wire-format data',
    );
  }
}
