/** One thing that is wrong with a configuration. Names settings and files, never what stands in a key or a PIN. */
export type Fault = {
  /** The setting at fault: an environment variable, with the path inside the file that it names. */
  readonly setting: string;
  /** The file at fault, where there is one. */
  readonly file?: string;
  /** What is wrong, as a clause. */
  readonly problem: string;
  /** What to do about it, as a sentence. */
  readonly mend: string;
};

/** A fault in one line. */
export function faultInWords({ setting, file, problem, mend }: Fault): string {
  return `${setting}${file === undefined ? '' : ` (${file})`}: ${problem}. ${mend}`;
}

/** Collects faults: whoever checks goes on after the first, so that all of them are told at once. */
export class Faults {
  readonly found: Fault[] = [];

  add(setting: string, file: string | undefined, problem: string, mend: string): void {
    this.found.push({ setting, ...(file === undefined ? {} : { file }), problem, mend });
  }

  /** Notes a fault and gives nothing, for a reader that has nothing to give. */
  none(setting: string, file: string | undefined, problem: string, mend: string): undefined {
    this.add(setting, file, problem, mend);
    return undefined;
  }
}
