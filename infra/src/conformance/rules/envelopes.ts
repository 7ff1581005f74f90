import assert from 'node:assert/strict';
import { common } from '@hyperledger/fabric-protos';
import { networkRules, type Rule } from '../rule.ts';
import { endorse, order, refusal, validation } from '../wire/calls.ts';
import { alteredTransaction, changeChannelHeader, serializedIdentity, submitRefused } from '../wire/envelope.ts';
import { issued } from '../wire/issued.ts';
import { ordererSaid } from '../wire/orderers.ts';
import { highS, lowS } from '../wire/signature.ts';

/** What the orderer takes: envelopes of members, signed by them, for this channel. */
export const envelopeRules: readonly Rule[] = networkRules('identity', {
  'envelope-signature': {
    says: 'An envelope whose signature is not its creator’s is not ordered: FORBIDDEN.',
    check: async (side) => {
      const transaction = await endorse(side.home, side.write());
      const altered = alteredTransaction(
        side.home,
        transaction,
        () => undefined,
        () => Buffer.from('rubbish'),
      );
      const said = ordererSaid(await refusal(altered.submit()));
      assert.ok(said.startsWith('status=FORBIDDEN, info=implicit policy evaluation failed'), said);
    },
  },
  'envelope-high-s': {
    says: 'An envelope whose signature has a high s is not ordered: FORBIDDEN.',
    check: async (side) => {
      const { home } = side;
      const transaction = await endorse(home, side.write());
      const altered = alteredTransaction(
        home,
        transaction,
        () => undefined,
        (message) => highS(home.key, message),
      );
      assert.match(ordererSaid(await refusal(altered.submit())), /^status=FORBIDDEN/);
    },
  },
  'envelope-signed-again': {
    says: 'The same envelope, signed again with a low s, is ordered and valid.',
    check: async (side) => {
      const { home } = side;
      const transaction = await endorse(home, side.write());
      const again = alteredTransaction(
        home,
        transaction,
        () => undefined,
        (message) => lowS(home.key, message),
      );
      assert.equal((await order(again)).code, validation.valid);
    },
  },
  'envelope-channel': {
    says: 'An envelope for a channel that does not exist is not ordered: BAD_REQUEST.',
    check: async (side, { release }) => {
      const { home, target } = side;
      const refused = await submitRefused(home, target.channel, await endorse(home, side.write()), (envelope) => {
        const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
        changeChannelHeader(payload.getHeader()!, (channel) => channel.setChannelId('elsewhere'));
        envelope.setPayload(payload.serializeBinary());
        envelope.setSignature(lowS(home.key, envelope.getPayload_asU8()));
      });
      const info = {
        '2.5': 'channel creation request not allowed because the orderer system channel is not defined',
        '3': 'channel does not exist',
      }[release];
      assert.equal(ordererSaid(refused), `status=BAD_REQUEST, info=${info}`);
    },
  },
  'envelope-unreadable': {
    says: 'An envelope whose payload does not parse is not ordered: BAD_REQUEST.',
    check: async (side) => {
      const { home, target } = side;
      const refused = await submitRefused(home, target.channel, await endorse(home, side.write()), (envelope) => {
        envelope.setPayload(Buffer.from([0xff, 0xff, 0xff]));
        envelope.setSignature(lowS(home.key, envelope.getPayload_asU8()));
      });
      assert.match(ordererSaid(refused), /^status=BAD_REQUEST, info=could not determine channel ID/);
    },
  },
  'envelope-configuration': {
    says: 'A configuration update that holds none is not ordered.',
    check: async (side) => {
      const { home, target } = side;
      const refused = await submitRefused(home, target.channel, await endorse(home, side.write()), (envelope) => {
        const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
        changeChannelHeader(payload.getHeader()!, (channel) => channel.setType(common.HeaderType.CONFIG_UPDATE));
        envelope.setPayload(payload.serializeBinary());
        envelope.setSignature(lowS(home.key, envelope.getPayload_asU8()));
      });
      assert.match(ordererSaid(refused), /^status=BAD_REQUEST, info=/);
    },
  },
  'expired-certificate-orderer': {
    says: 'The orderer refuses an expired certificate too: `broadcast client identity expired`.',
    needs: ['issuing'],
    check: async (side) => {
      const { home } = side;
      const notAfter = new Date(Date.now() - 60_000);
      const credentials = await issued(side, home.mspId, { commonName: 'late', role: 'client', notAfter });
      const late = side.at(home.mspId, { credentials });
      const altered = alteredTransaction(
        home,
        await endorse(home, side.write()),
        (payload) => {
          const header = common.SignatureHeader.deserializeBinary(payload.getHeader()!.getSignatureHeader_asU8());
          header.setCreator(serializedIdentity(late));
          payload.getHeader()!.setSignatureHeader(header.serializeBinary());
        },
        (message) => lowS(late.key, message),
      );
      const said = ordererSaid(await refusal(altered.submit()));
      assert.equal(said, 'status=BAD_REQUEST, info=broadcast client identity expired');
    },
  },
});
