/** The face server: one process for each face of the web. */
export { environmentShapes, type FaceConfig, type HisConfig, type PhoneConfig, readConfig } from './config.ts';
export { startFace } from './server.ts';
