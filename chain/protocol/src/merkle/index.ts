export * from './inclusion.ts';
export * from './tree.ts';
