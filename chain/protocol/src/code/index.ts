export * from './verification-code.ts';
export * from './verification-keys.ts';
