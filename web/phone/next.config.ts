import type { NextConfig } from 'next';

/**
 * A static export: the phone is files, so that any server can give it out and nobody renders a person's page elsewhere.
 * `build.ts` sets the environment; nothing here reads the network.
 */
const config: NextConfig = {
  output: 'export',
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  transpilePackages: ['@tallystick/protocol', '@tallystick/ui'],
  generateBuildId: () => 'tallystick',
  devIndicators: false,
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  poweredByHeader: false,
};

export default config;
