/** Where localnet says what it does. */
export type Logger = {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
};

/** A logger that says nothing. */
export const silent: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
