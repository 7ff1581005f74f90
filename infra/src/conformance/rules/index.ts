import type { Rule } from '../rule.ts';
import { gatewayRules } from './gateway.ts';

/** Every rule, in the order in which they are asked. */
export const rules: readonly Rule[] = [...gatewayRules];
