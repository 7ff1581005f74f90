export * from './randomised-response.ts';
