/** What other rooms may use of the adapter: helpers for demonstrations and tests, and what the documentation is held to. */
export { type HisErrorCode, hisErrors } from './api/errors.ts';
export { openApiDocument } from './api/openapi.ts';
export { environmentShape, readConfig } from './config.ts';
export { redate } from './hl7/redate.ts';
export { defaultOutboxSettings } from './ledger/outbox-worker.ts';
export { sendMessages } from './mllp/client.ts';
