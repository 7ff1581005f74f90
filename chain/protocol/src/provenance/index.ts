export * from './check.ts';
export * from './document.ts';
export * from './facts.ts';
export * from './prov-json.ts';
export * from './statements.ts';
export * from './walk.ts';
