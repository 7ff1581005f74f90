// What checks an endorsement stands apart, at `@tallystick/protocol/endorsement`: it brings an X.509 parser, which most rooms do without.
export * from './block.ts';
export * from './chains.ts';
export * from './claim.ts';
export * from './evidence.ts';
