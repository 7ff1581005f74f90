'use client';
import encodeQr from 'qr';
import { type JSX, useMemo } from 'react';

/** The dark modules of a QR code as one SVG path, one unit a module. */
function modulesPath(text: string): { path: string; size: number } {
  const modules = encodeQr(text, 'raw', { ecc: 'medium', border: 4 });
  const path = modules
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .filter((part) => part !== '')
    .join('');
  return { path, size: modules.length };
}

/** A QR code, dark on white in either theme (scanners want it so), named for those who cannot see it. */
export function QrImage({ text, label }: { text: string; label: string }): JSX.Element {
  const { path, size } = useMemo(() => modulesPath(text), [text]);
  return (
    <svg className="ts-qr" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
