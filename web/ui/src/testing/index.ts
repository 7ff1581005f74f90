/** What browser tests of the faces share; for Node alone. */
export { axeFindings, overflowing } from './axe.ts';
export { chromiumPath, openBrowser } from './browser.ts';
export { startFaceProcess } from './face-process.ts';
export { lookAtStates, type PageState } from './states.ts';
