/** How the stack speaks: sentences for people, or one JSON object a line for programs. */
export type Voice = {
  /** A sentence of progress. */
  say(line: string): void;
  /** An event with its data; for people `line` is printed instead. */
  event(name: string, data: Readonly<Record<string, unknown>>, line?: string): void;
};

/** Voice on standard output. */
export function voice(json: boolean): Voice {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1).padStart(6);
  const write = (text: string): void => void process.stdout.write(`${text}\n`);
  if (json) {
    return {
      say: (line) => write(JSON.stringify({ event: 'progress', text: line })),
      event: (name, data) => write(JSON.stringify({ event: name, ...data })),
    };
  }
  return {
    say: (line) => write(`${seconds()} s  ${line}`),
    event: (_name, _data, line) => line !== undefined && write(line),
  };
}
