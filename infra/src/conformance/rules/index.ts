import type { Rule } from '../rule.ts';
import { deliveryRules } from './delivery.ts';
import { endorserRules } from './endorsers.ts';
import { envelopeRules } from './envelopes.ts';
import { eventRules } from './events.ts';
import { gatewayRules } from './gateway.ts';
import { identityRules } from './identity.ts';
import { ledgerRules } from './ledger.ts';
import { portRules } from './port.ts';
import { privateDataRules } from './private-data.ts';
import { publicationRules } from './publications.ts';
import { recordRules } from './records.ts';
import { refusalRules } from './refusals.ts';
import { roleRules } from './roles.ts';
import { stateRules } from './state.ts';
import { transactionRules } from './transaction.ts';
import { validationRules } from './validation.ts';

/** Every rule, in the order in which they are asked. */
export const rules: readonly Rule[] = [
  ...roleRules,
  ...refusalRules,
  ...recordRules,
  ...publicationRules,
  ...portRules,
  ...gatewayRules,
  ...identityRules,
  ...envelopeRules,
  ...transactionRules,
  ...validationRules,
  ...endorserRules,
  ...stateRules,
  ...privateDataRules,
  ...deliveryRules,
  ...eventRules,
  ...ledgerRules,
];
