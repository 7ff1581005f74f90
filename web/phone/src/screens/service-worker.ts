/** Registers the worker that lets the app open offline; without one (an old browser, a private window) the app works online. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { Workbox } = await import('workbox-window');
  const workbox = new Workbox('/sw.js');
  // The new version takes over with the next opening: a running radio is not interrupted.
  await workbox.register().catch(() => undefined);
}
