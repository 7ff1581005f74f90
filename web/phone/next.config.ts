import type { NextConfig } from 'next';

/** A practice build has the pages that end in `.practice.tsx` as well; no other build contains them. */
const practice = process.env.NEXT_PUBLIC_PRACTICE === '1';

/**
 * A static export: the phone is files, so that any server can give it out and nobody renders a person's page elsewhere.
 * `build.ts` sets the environment; nothing here reads the network. `NEXT_DIST_DIR` is where the export goes.
 */
const config: NextConfig = {
  output: 'export',
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  pageExtensions: practice ? ['practice.tsx', 'tsx'] : ['tsx'],
  transpilePackages: ['@tallystick/protocol', '@tallystick/ui'],
  generateBuildId: () => 'tallystick',
  devIndicators: false,
  images: { unoptimized: true },
  // Types are checked once for all rooms, with the same compiler; not again in every build.
  typescript: { ignoreBuildErrors: true },
  productionBrowserSourceMaps: false,
  poweredByHeader: false,
};

export default config;
