/** One element of BER (X.690 8.1), of short or long form and definite length. */
export interface Element {
  readonly tag: number
  readonly content: Buffer
}

/** The elements that these bytes are, one after another; throws when they are something else. */
export const elements = (bytes: Buffer): readonly Element[] => {
  const found: Element[] = []
  for (let at = 0; at < bytes.length;) {
    const first = bytes.readUInt8(at + 1)
    const size = first & 0x80 ? first & 0x7f : 0
    const length = size === 0 ? first : bytes.readUIntBE(at + 2, size)
    const start = at + 2 + size
    if (start + length > bytes.length) throw new RangeError('an element ends behind its end')
    found.push({ tag: bytes.readUInt8(at), content: bytes.subarray(start, start + length) })
    at = start + length
  }
  return found
}

/** The bytes of one element. */
export const element = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
