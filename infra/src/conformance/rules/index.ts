import type { Rule } from '../rule.ts';
import { deliveryRules } from './delivery.ts';
import { eventRules } from './events.ts';
import { gatewayRules } from './gateway.ts';
import { identityRules } from './identity.ts';
import { privateDataRules } from './private-data.ts';
import { stateRules } from './state.ts';
import { validationRules } from './validation.ts';

/** Every rule, in the order in which they are asked. */
export const rules: readonly Rule[] = [
  ...gatewayRules,
  ...identityRules,
  ...validationRules,
  ...stateRules,
  ...privateDataRules,
  ...deliveryRules,
  ...eventRules,
];
