export * from './match.ts';
export * from './policy.ts';
export * from './score.ts';
export * from './windows.ts';
