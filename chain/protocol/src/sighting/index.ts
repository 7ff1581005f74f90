export * from './encounter.ts';
