export * from './content.ts';
export * from './export-format.ts';
export * from './file.ts';
export * from './key-state.ts';
export * from './padding.ts';
export * from './signature.ts';
