import '@tallystick/ui/styles.css';
import '../screens/phone.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';

/** Nothing in a title tells a bystander what the app is about. */
export const metadata: Metadata = {
  title: 'Tallystick',
  description: 'Trustworthy contact tracing: what a phone heard stays on the phone.',
  manifest: '/manifest.webmanifest',
  applicationName: 'Tallystick',
  icons: { icon: [{ url: '/icon.svg', type: 'image/svg+xml' }], apple: '/icon-192.png' },
  formatDetection: { telephone: false },
  robots: { index: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f6f2e9' },
    { media: '(prefers-color-scheme: dark)', color: '#171411' },
  ],
};

/** The document around every page, of the phone and of the open pages. */
export default function RootLayout({ children }: { children: ReactNode }): ReactNode {
  return (
    <html lang="en-GB">
      <body>{children}</body>
    </html>
  );
}
