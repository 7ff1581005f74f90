export * from './anchor.ts';
export * from './answers.ts';
export * from './batch.ts';
export * from './day-tree.ts';
export * from './holder.ts';
export * from './leaf.ts';
export * from './receipt.ts';
