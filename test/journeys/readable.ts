/** A mail as its reader has it: quoted-printable undone (RFC 2045, 6.7). */
export const readable = (message: string): string =>
  message
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(=[0-9A-F]{2})+/g, (hex) => Buffer.from(hex.replaceAll('=', ''), 'hex').toString())
