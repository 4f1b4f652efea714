/** A way to write a secret, and what it then looks like. */
export interface Form {
  readonly name: string
  readonly bytes: Buffer
  /** Bytes that say nothing about where they begin: only found where no further letter or digit stands beside. */
  readonly alone?: true
}

/** Every way we search for this text. */
export const formsOf = (text: string): readonly Form[] => {
  const raw = Buffer.from(text, 'utf8')
  const wide = Buffer.from(text, 'utf16le')
  const alone = (written: string) => /^\d{4,8}$/.test(written) && { alone: true as const }
  const all: Form[] = [
    { name: 'raw', bytes: raw, ...alone(text) },
    { name: 'UTF-16LE', bytes: wide },
    { name: 'UTF-16BE', bytes: Buffer.from(wide).swap16() },
    ...ofBytes('', raw),
    ...ofBytes(' of UTF-16LE', wide),
    // A body or an address that is logged whole is encoded twice.
    ...twice(text).flatMap(([name, written]) => ofBytes(` of ${name}`, Buffer.from(written, 'utf8'))),
    ...texts(text).map(([name, written]): Form => ({
      name,
      bytes: Buffer.from(written, 'utf8'),
      ...alone(written),
    })),
  ]
  // What is written no differently than the raw text is found as such.
  return unique(all.filter(({ name, bytes }) => name === 'raw' || !bytes.equals(raw)))
}

/** Every way we search for these bytes. */
export const formsOfBytes = (bytes: Buffer): readonly Form[] => [
  { name: 'raw', bytes },
  ...ofBytes('', bytes),
]

const ofBytes = (of: string, bytes: Buffer): readonly Form[] => {
  const hex = bytes.toString('hex')
  const decimal = [...bytes]
  const written: readonly (readonly [string, string])[] = [
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ['hex, spaced as inspected', hex.replaceAll(/..(?!$)/g, '$& ')],
    ['hex, with colons', hex.replaceAll(/..(?!$)/g, '$&:')],
    ['numbers', decimal.join(',')],
    ['numbers, spaced', decimal.join(', ')],
    ['numbers of an object', decimal.map((n, i) => `"${i}":${n}`).join(',')],
    ...[0, 1, 2].flatMap((offset) => {
      const standard = base64At(bytes, offset)
      const url = standard.replaceAll('+', '-').replaceAll('/', '_')
      return [
        [`base64 at ${offset}`, standard],
        [`base64url at ${offset}`, url],
      ] as const
    }),
  ]
  return unique(written.map(([name, text]) => ({ name: `${name}${of}`, bytes: Buffer.from(text) })))
}

/** The characters that these bytes alone decide, when they stand `offset` bytes behind a multiple of three. */
const base64At = (bytes: Buffer, offset: number): string =>
  Buffer.concat([Buffer.alloc(offset), bytes])
    .toString('base64')
    .slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))

const texts = (text: string): readonly (readonly [string, string])[] => {
  const json = JSON.stringify(text).slice(1, -1)
  const bytes = [...Buffer.from(text, 'utf8')].map((b) => b.toString(16).padStart(2, '0'))
  const odd = (write: (hex: string) => string): string =>
    bytes.map((hex) => (/^[\w ]$/.test(plain(hex)) ? plain(hex) : write(hex))).join('')
  return [
    ['URL', encodeURIComponent(text)],
    ['form', new URLSearchParams({ x: text }).toString().slice(2)],
    ['URL, every byte', bytes.map((hex) => `%${hex}`).join('')],
    ['URL, every byte, capitals', bytes.map((hex) => `%${hex.toUpperCase()}`).join('')],
    ['URL, all but letters', odd((hex) => `%${hex.toUpperCase()}`)],
    ['JSON', json],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['JSON, ASCII', json.replaceAll(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)],
    ['JSON, slashes', json.replaceAll('/', '\\/')],
    ['HTML', html(text, '&#39;')],
    ['HTML, hexadecimal quote', html(text, '&#x27;')],
    ['HTML, numbers', Array.from(text, (c) => `&#${c.codePointAt(0)};`).join('')],
    ['as Redis prints it', odd((hex) => (/^[ -~]$/.test(plain(hex)) ? printed(plain(hex)) : `\\x${hex}`))],
    ['as LDAP escapes it', odd((hex) => (/^[ -~]$/.test(plain(hex)) ? plain(hex) : `\\${hex}`))],
    [
      'quoted-printable',
      odd((hex) => (/^[!-<>-~]$/.test(plain(hex)) ? plain(hex) : `=${hex.toUpperCase()}`)),
    ],
    ['small letters', text.toLowerCase()],
    ['reversed', Array.from(text).toReversed().join('')],
  ]
}

const twice = (text: string): readonly (readonly [string, string])[] =>
  texts(text).filter(([name, written]) => ['URL', 'form', 'JSON'].includes(name) && written !== text)

const plain = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))
const printed = (c: string): string => (c === '"' || c === '\\' ? `\\${c}` : c)
const html = (text: string, quote: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", quote)

const unique = (forms: readonly Form[]): readonly Form[] => [
  ...new Map(forms.toReversed().map((form) => [form.bytes.toString('latin1'), form])).values(),
]
