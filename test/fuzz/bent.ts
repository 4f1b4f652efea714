import * as fc from 'fast-check'

/** One edit of a text; `at` counts round its end. */
type Edit = readonly [kind: 'put' | 'over' | 'drop' | 'double' | 'cut', at: number, text: string]
export type Edits = readonly Edit[]

const nasty = [
  '',
  ' ',
  '\u0000',
  '\n',
  '\r\n',
  '\u2028',
  '\u202E',
  '\uD800',
  '\uFEFF',
  '１２３４５６',
  '٣',
  '*',
  ')(|(uid=*',
  '\\2a',
  ',',
  '+',
  '#04',
  '"',
  '\\',
  '..',
  '%00',
  '=',
  '-',
  '_',
  '__proto__',
  'constructor',
  '{}',
  '[]',
  'null',
  '1e999',
  '&a *a',
  '!!js/function',
  '<<: *a',
]

/** Any text at all, and now and then one that somebody has stumbled over before. */
export const anyText = (maxLength = 60): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength }),
    fc.string({ unit: 'grapheme', maxLength }),
    fc.constantFrom(...nasty),
  )

const piece = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(' ', '\t', '\u00A0', '-', '\u0000', '0', '1') },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(...nasty) },
)

/** Edits for a valid text that is only known when it is made. At least `fewest`; none leaves it valid. */
export const edits = (fewest = 1): fc.Arbitrary<Edits> =>
  fc.array(
    fc.tuple(
      fc.constantFrom<Edit[0][]>('put', 'over', 'over', 'drop', 'double', 'cut'),
      fc.nat({ max: 100_000 }),
      piece,
    ),
    { minLength: fewest, maxLength: 4 },
  )

/** The text with the edits made; may be the same text again, so ask. */
export const bent = (text: string, by: Edits): string =>
  by.reduce((now, [kind, place, put]) => {
    const at = now.length === 0 ? 0 : place % now.length
    const [before, after] = [now.slice(0, at), now.slice(at)]
    switch (kind) {
      case 'put':
        return before + put + after
      case 'over':
        return before + put + after.slice(put.length)
      case 'drop':
        return before + after.slice(1)
      case 'double':
        return before + after.slice(0, 8) + after
      case 'cut':
        return place % 5 === 0 ? before : now
      default:
        return now
    }
  }, text)

/** The same for bytes. */
export const bentBytes = (bytes: Buffer, by: Edits): Buffer =>
  Buffer.from(bent(bytes.toString('latin1'), by), 'latin1')

/** Any value that JSON can say. */
export const anyJson = (): fc.Arbitrary<unknown> =>
  fc.json({ stringUnit: 'binary' }).map((text): unknown => JSON.parse(text))

/** A map of some of these fields, each as it should be or as anything else, and sometimes one field more. */
export const fieldsLike = (
  right: Readonly<Record<string, fc.Arbitrary<unknown>>>,
): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
  const each = Object.entries(right).map(([name, value]) =>
    fc.oneof(
      { weight: 6, arbitrary: value.map((v): readonly [string, unknown][] => [[name, v]]) },
      { weight: 1, arbitrary: anyJson().map((v): readonly [string, unknown][] => [[name, v]]) },
      { weight: 1, arbitrary: fc.constant<readonly [string, unknown][]>([]) },
    ),
  )
  const more = fc.oneof(
    { weight: 8, arbitrary: fc.constant<readonly [string, unknown][]>([]) },
    { weight: 1, arbitrary: fc.tuple(anyText(12), anyJson()).map((one): [string, unknown][] => [one]) },
  )
  return fc.tuple(...each, more).map((parts) => Object.fromEntries(parts.flat()))
}
