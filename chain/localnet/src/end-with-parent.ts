/** Preloaded into a process that was started with an IPC channel: it ends when its parent does, also when that is killed. */
process.once('disconnect', () => process.exit(0));
