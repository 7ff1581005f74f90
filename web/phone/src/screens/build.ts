/** Whether this build contains the practice radio: a constant, so that a build without it leaves out what stands behind. */
export const PRACTICE = process.env.NEXT_PUBLIC_PRACTICE === '1';
