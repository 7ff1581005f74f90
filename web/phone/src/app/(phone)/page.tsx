import { TallystickError, canonicalJson } from '@tallystick/protocol';
import type { ReactNode } from 'react';
export default function P(): ReactNode { return <main>hello {canonicalJson({a:1})} {new TallystickError('STALE').code}</main>; }
