export * from './sign.ts';
export * from './statement.ts';
