import { assert as check, constantFrom, integer, property, string, tuple } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keptScreens } from './kept.ts'
import { platforms } from './platforms.ts'
import { drawnOf, sampleOf } from './screen.ts'
import { nodesIn, textsIn } from './what-is-read.ts'

const screens = Object.entries(keptScreens().screens).filter(([, { card }]) =>
  JSON.stringify(card).includes('"with"'),
)
/** Of each property. */
const runs = { numRuns: 300 }

/** Slots that only the configuration fills. */
const ours = ['url', 'phone', 'helpdesk']

const tricks = [
  '<@U1>',
  '<!channel>',
  '<!here|all>',
  '<https://evil.example|your bank>',
  '[x](https://evil.example)',
  'https://evil.example/login',
  'www.evil.example',
  'mailto:thief@evil.example',
  '<at>Everyone</at>',
  '*bold* _it_ ~no~ `code` ```block```',
  '**bold** # heading',
  '\u202egnp.exe\u202c',
  '\u2066\u2069\u200b\u0000\u001b[31m',
  'Ada\n\nSecurity: all is well.\r\n- click here',
  '\u2028\u2029',
  '{name} {at} undefined',
  '@0',
  '@99999999999999999999',
  '&lt;!channel&gt;&amp;',
  '<script>alert(1)</script>',
  '🙂'.repeat(40),
  'x'.repeat(5000),
] as const

/** Invisible characters, those that turn text round, and those that end a line; what we put in ourselves is spared. */
const unseen = /(?!\u2060)[\p{Cf}\p{Cc}\p{Zl}\p{Zp}]/u
/** What a client makes a link of by itself. */
const linked = /:\/\/|\bwww\.\w|\bmailto:\w/i

const hostile = tuple(
  string({ unit: 'grapheme' }),
  constantFrom(...tricks),
  string(),
  constantFrom(...tricks),
)
const anywhere = tuple(integer({ min: 0, max: screens.length - 1 }), hostile)

const shapeOf = (drawing: unknown): string =>
  JSON.stringify(
    nodesIn(drawing)
      .map(({ type, style, url }) => [type === 'header' ? 'section' : type, style, url])
      .filter(([type]) => type !== undefined),
  )

describe.each(platforms)('whatever people and browsers call themselves, on $name', (platform) => {
  const drawings = (index: number, parts: readonly string[]) => {
    const [name = '', screen] = screens[index] ?? []
    if (screen === undefined) throw new Error(`no screen ${index}`)
    const evil = parts.join('')
    const put = (slot: string, id: string): string => (ours.includes(slot) ? sampleOf(slot, id) : evil)
    return { name, drawn: drawnOf(screen, put), plain: drawnOf(screen) }
  }

  test('the platform takes the card', () => {
    check(
      property(anywhere, ([index, parts]) => {
        const { name, drawn } = drawings(index, parts)
        expect(platform.faults(drawn), name).toEqual([])
      }),
      runs,
    )
  })

  test('nothing is added to it: no block, no button, no link', () => {
    check(
      property(anywhere, ([index, parts]) => {
        const { name, drawn, plain } = drawings(index, parts)
        expect(shapeOf(platform.draw(drawn)), name).toBe(shapeOf(platform.draw(plain)))
      }),
      runs,
    )
  })

  test('no line is broken, nothing hidden, nothing turned round, nothing made a link', () => {
    check(
      property(anywhere, ([index, parts]) => {
        const { name, drawn, plain } = drawings(index, parts)
        const mayLink = textsIn(platform.draw(plain)).some((text) => linked.test(text))
        for (const text of textsIn(platform.draw(drawn))) {
          // Our own lines are one to a line where a platform takes all of a card as one text.
          expect(text.replaceAll('\n', ''), name).not.toMatch(unseen)
          if (!mayLink) expect(text, name).not.toMatch(linked)
        }
        const breaks = (one: typeof drawn): number => textsIn(platform.draw(one)).join('').split('\n').length
        expect(breaks(drawn), name).toBeLessThanOrEqual(breaks(plain))
      }),
      runs,
    )
  })

  test('none of it is read as markup', () => {
    check(
      property(anywhere, ([index, parts]) => {
        const { name, drawn } = drawings(index, ['Zq', ...parts])
        expect(
          platform.readAsMarkup(drawn).filter((text) => text.includes('Zq')),
          name,
        ).toEqual([])
      }),
      runs,
    )
  })

  test('each trick, on each screen that holds a name', () => {
    for (const [index, [name]] of screens.entries()) {
      for (const trick of tricks) {
        const { drawn } = drawings(index, [trick])
        expect(platform.faults(drawn), `${name}: ${trick}`).toEqual([])
        expect(JSON.stringify(platform.draw(drawn)), name).not.toMatch(/Invalid Date|NaN/)
      }
    }
  })
})
