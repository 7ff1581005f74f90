export * from './derivation.ts';
export * from './metadata.ts';
export * from './temporary-exposure-key.ts';
