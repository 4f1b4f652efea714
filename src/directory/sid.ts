import { oddValue } from './odd-value.ts'

/** A security identifier as text, `S-1-5-21-…` (MS-DTYP 2.4.2): revision, count, authority big-endian, then little-endian parts. */
export const sidText = (bytes: Buffer): string => {
  const count = bytes[1]
  if (count === undefined || bytes.length < 8 + 4 * count) throw oddValue('a truncated SID')
  const parts = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(8 + 4 * i))
  return ['S', bytes[0], bytes.readUIntBE(2, 6), ...parts].join('-')
}
