export * from './block.ts';
export * from './check.ts';
export * from './claim.ts';
export * from './evidence.ts';
