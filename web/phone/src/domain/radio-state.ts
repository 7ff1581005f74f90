/** Why the phone cannot use a radio. */
export type RadioTrouble = 'absent' | 'off' | 'refused' | 'failed';

/** What the phone's own radio does at this moment; the tag goes on by itself. */
export type RadioState =
  | { readonly kind: 'idle' }
  /** Listening or connected; `alive` is when something was last heard or could have been. */
  | { readonly kind: 'listening'; readonly since: number; readonly alive: number }
  | { readonly kind: 'connecting' }
  | { readonly kind: 'trouble'; readonly trouble: RadioTrouble; readonly since: number };
