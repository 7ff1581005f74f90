export * from './key-rules.ts';
export * from './signature.ts';
export * from './slots.ts';
export * from './stored-value.ts';
