import type { ReactNode } from 'react';
import { PracticeScreen } from '../../../practice/practice-screen.tsx';

/** Only practice builds have this page: their `pageExtensions` name it. */
export default function Page(): ReactNode {
  return <PracticeScreen />;
}
