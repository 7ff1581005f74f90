/// <reference lib="webworker" />
import { clientsClaim } from 'workbox-core';
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: (PrecacheEntry | string)[] };

/**
 * The whole app stands in the precache, HTML, router data and scripts alike, each with its revision: it opens offline. What comes from
 * the network (GraphQL, exports, witness, pins) is never kept here: an old answer must not pass for a new one.
 */
precacheAndRoute(self.__WB_MANIFEST, {
  // Router data is asked for with a hash of the router's state, which does not change its content.
  ignoreURLParametersMatching: [/^_rsc$/, /^phone$/],
  cleanURLs: false,
  directoryIndex: '',
});

/** A page of the phone that is no file (an old link) opens Home offline; pages of the server go to it. */
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('/'), {
    allowlist: [/^\/(log|share|settings|practice)?\/?$/],
  }),
);

cleanupOutdatedCaches();
clientsClaim();
