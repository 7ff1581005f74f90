import type { NextConfig } from 'next';

/**
 * A static export: the clinicians' view is files too, given out by the face server; data comes from `/api` alone.
 * `NEXT_DIST_DIR` is where the export goes.
 */
const config: NextConfig = {
  output: 'export',
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  transpilePackages: ['@tallystick/ui'],
  generateBuildId: () => 'tallystick',
  devIndicators: false,
  // Types are checked once for all rooms, with the same compiler; not again in every build.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  poweredByHeader: false,
};

export default config;
