import type { NextConfig } from 'next';

/** A static export: the clinicians' view is files too, given out by the face server; data comes from `/api` alone. */
const config: NextConfig = {
  output: 'export',
  transpilePackages: ['@tallystick/ui'],
  generateBuildId: () => 'tallystick',
  devIndicators: false,
  images: { unoptimized: true },
  productionBrowserSourceMaps: false,
  poweredByHeader: false,
};

export default config;
