/**
 * The bytes of a key file: at least 32 of them, as base64, base64url or hex in one line, or raw.
 * The fault says what to do and nothing of what was there.
 */
export const readKey = (
  bytes: Buffer,
): { readonly key: Buffer } | { readonly says: string; readonly fix: string } => {
  const text = bytes.toString('latin1').trim()
  const key = isPrintable(text) ? decode(text) : bytes
  if (key === undefined) return { says: 'holds neither base64 nor hex', fix }
  if (key.length < 32) return { says: `holds ${key.length} bytes, fewer than 32`, fix }
  if (new Set(key).size < 12) return { says: 'holds the same few bytes again and again', fix }
  return { key }
}

const fix = 'make it with `npm run keys -- new FILE`'

const isPrintable = (text: string): boolean => /^[\x20-\x7e\r\n]*$/.test(text)

const decode = (text: string): Buffer | undefined => {
  if (/^([0-9a-f]{2})+$/i.test(text)) return Buffer.from(text, 'hex')
  return /^[A-Za-z0-9+/_-]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}
