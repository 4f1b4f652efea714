/**
 * Sections of NODE_DEBUG (`util.debuglog`) that say what Node does and not with what: none prints what passes through it.
 * `stream` prints every chunk, passwords of our pages in hex; `ldapts` prints new passwords in clear text. So all others are refused.
 * `test/secrecy` runs the whole service with these switched on.
 */
export const harmlessSections: readonly string[] = [
  'child_process',
  'dns',
  'fetch',
  'fs',
  'http',
  'http2',
  'https',
  'net',
  'timer',
  'tls',
  'undici',
  'worker',
]

/** The names in a value of NODE_DEBUG that might print a secret: patterns and whatever is not known to be harmless. */
export const leakySections = (value: string): readonly string[] =>
  value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !harmlessSections.includes(name.toLowerCase()))
