import { oddValue } from './odd-value.ts'

const text = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether this is a GUID as we keep it: lower-case, hyphenated. Nothing else may reach a `<GUID=…>` name. */
export const isGuid = (value: string): boolean => text.test(value)

/** A GUID of 16 bytes as text; the first three fields are little-endian (MS-DTYP 2.3.4.2). */
export const guidText = (bytes: Buffer): string => {
  if (bytes.length !== 16) throw oddValue(`a GUID of ${bytes.length} bytes`)
  const hex = Buffer.concat([
    bytes.subarray(0, 4).toReversed(),
    bytes.subarray(4, 6).toReversed(),
    bytes.subarray(6, 8).toReversed(),
    bytes.subarray(8),
  ]).toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** The 16 bytes of a GUID in text, for a filter on objectGUID. */
export const guidBytes = (guid: string): Buffer => {
  if (!isGuid(guid)) throw new RangeError('not a GUID')
  const raw = Buffer.from(guid.replaceAll('-', ''), 'hex')
  return Buffer.concat([
    raw.subarray(0, 4).toReversed(),
    raw.subarray(4, 6).toReversed(),
    raw.subarray(6, 8).toReversed(),
    raw.subarray(8),
  ])
}
