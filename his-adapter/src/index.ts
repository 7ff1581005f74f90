/** What other rooms may use of the adapter: helpers for demonstrations and tests. */
export { redate } from './hl7/redate.ts';
export { sendMessages } from './mllp/client.ts';
