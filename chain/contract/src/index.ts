export * from './definition.ts';
export * from './server-command.ts';
