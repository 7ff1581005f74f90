export * from './canonical.ts';
export * from './errors.ts';
export * from './ledger/index.ts';
