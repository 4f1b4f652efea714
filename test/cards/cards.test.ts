import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { closed } from '../../src/house/drawing.ts'
import { en } from '../../src/words/en.ts'
import { inWords } from '../../src/words/render.ts'
import { idsOn } from '../support/phrases.ts'
import { byName } from './gather.ts'
import { fileOf, keptScreens } from './kept.ts'
import { platforms } from './platforms.ts'
import { drawnOf, nameOf } from './screen.ts'
import { spoken } from './spoken.ts'
import { textsIn, unnamed } from './what-is-read.ts'

const { screens, walks } = keptScreens()
const all = Object.entries(screens)

test('what is kept is what the walks reach and what is said besides, under its own names', () => {
  const said = Object.keys(byName(spoken))
  const reached = new Set([...Object.values(walks).flat(), ...said])
  expect(Object.keys(screens).filter((name) => !reached.has(name))).toEqual([])
  expect([...reached].filter((name) => screens[name] === undefined)).toEqual([])
  expect(all.filter(([name, screen]) => nameOf(screen) !== name).map(([name]) => name)).toEqual([])
  expect(all.length).toBeGreaterThan(200)
})

/** What is read on our pages, in mails, in the playground and on a platform's own controls, by the beginning of its id. */
const elsewhere = [
  'web.',
  'playground.',
  'slack.',
  'teams.',
  'pair.',
  'refusal.',
  // Words within sentences.
  'risk.kind.',
  'factor.',
  'password.new',
  'password.rule',
  'password.title',
  'password.halfway',
  'password.pardon',
  'change.title',
  'change.current',
  'change.same',
  'enrol.',
  'prove.',
  'approval.wait-on-page',
  'approval.anew',
  'approval.you-approved',
  'approval.one-more',
  'unfreeze.prove',
  'ask.back',
  'commit.not-committed',
  'commit.halfway',
  'told.disown',
  'unlock.title',
  'unlock.keeps',
  'unlock.not-you',
  'unlock.do',
  'unlock.pardon',
  'unlock.still-locked',
  'unlock.locked-again',
  'questions.on-page',
]

test('every phrase that chat can say stands on a kept screen', () => {
  const shown = new Set<string>(all.flatMap(([, { card }]) => idsOn(card)))
  const said = Object.keys(en).filter((id) => !elsewhere.some((start) => id.startsWith(start)))
  const missing = said.filter((id) => !shown.has(id))
  expect(missing).toEqual([])
})

test('no button is longer than what a phone shows of it', () => {
  const labels = all.flatMap(([, { card }]) =>
    card.asks.flatMap((ask) => (ask.kind === 'choice' ? ask.options.map((o) => o.label) : [ask.label])),
  )
  const long = new Set(labels.map((label) => inWords(label)).filter((label) => label.length > 30))
  expect([...long]).toEqual([])
})

describe.each(platforms)('$name', (platform) => {
  const golden: Record<string, unknown> = JSON.parse(readFileSync(fileOf(platform.name), 'utf8'))

  test('draws every screen as it was looked at; another look is npm run cards', () => {
    expect(Object.keys(golden)).toEqual(Object.keys(screens))
    for (const [name, drawing] of Object.entries(platform.drawings(screens)))
      expect(JSON.parse(JSON.stringify(drawing)), name).toEqual(golden[name])
  })

  test('takes every screen, on and closed', () => {
    for (const [name, screen] of all) {
      const drawn = drawnOf(screen)
      expect(platform.faults(drawn), name).toEqual([])
      expect(platform.faults({ ...drawn, card: closed(drawn.card) }), `${name}, closed`).toEqual([])
    }
  })

  test('shows words, never a slot, an id or a value that is none', () => {
    for (const [name, screen] of all)
      for (const text of textsIn(platform.draw(drawnOf(screen)))) {
        expect(text, name).not.toMatch(/\{\w+\}|undefined|\[object|NaN|Invalid/)
        expect(text in en, `${name}: ${text}`).toBe(false)
        expect(text.trim(), name).not.toBe('')
      }
  })

  test('says all of it to somebody who only hears it, and names what can be typed or pressed', () => {
    for (const [name, screen] of all) {
      const drawn = drawnOf(screen)
      const heard = platform.heard(drawn)
      for (const phrase of [drawn.card.title, ...drawn.card.lines])
        expect(heard, name).toContain(inWords(phrase, drawn.reader))
      expect(unnamed(platform.draw(drawn)), name).toEqual([])
    }
  })
})
