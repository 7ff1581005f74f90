/** Who may ask the gateway for outcomes and events: the channel's readers. */
import { status } from '@grpc/grpc-js';
import type { ChannelAccess } from '../peer/channel-access.ts';
import { RpcError } from '../protoutil/errors.ts';

/** What a request says of its channel and its creator. */
export type ReadersRequest = { getChannelId(): string; getIdentity_asU8(): Uint8Array };

/**
 * Checks that a reader of the channel has signed a request.
 * @param bytes the request as it was signed
 * @throws RpcError with Fabric's text
 */
export function checkReader(
  access: ChannelAccess,
  request: ReadersRequest,
  bytes: Uint8Array,
  signature: Uint8Array,
): void {
  const channel = request.getChannelId();
  if (channel === '') throw new RpcError(status.INVALID_ARGUMENT, 'no channel ID provided');
  const creator = request.getIdentity_asU8();
  if (creator.length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'no identity provided');
  if (channel !== access.channel) {
    throw new RpcError(status.PERMISSION_DENIED, `Failed to get policy manager for channel [${channel}]`);
  }
  if (!access.signedBy('Readers', creator, bytes, signature)) {
    throw new RpcError(status.PERMISSION_DENIED, access.denial('Readers'));
  }
}
