import type { Factor } from '../src/factors/port.ts'
import { asking, say, type Card, type Option, type WebAsk } from '../src/story/card.ts'
import type { Facts, HeldFactor } from './facts.ts'
import type { World } from './world.ts'

/** What the person has, what to add next (the sensible one stands out), and a way out. */
export const factorMenu = ({ factors, browsers }: Facts, world: World): Card<WebAsk> => {
  const has = (type: string) => factors.some((f) => f.type === type)
  const hasFactor = factors.some((f) => f.type !== 'recovery-codes')
  const wantsCodes = hasFactor && !has('recovery-codes')
  const next = wantsCodes ? 'recovery-codes' : hasFactor ? undefined : 'webauthn'
  const add = world.factors.map((f): Option => {
    const again = f.type === 'recovery-codes' && has('recovery-codes')
    const label = say(again ? 'enrol.add-again.recovery-codes' : `enrol.add.${f.type}`)
    return { value: f.type, label, ...(f.type === next && { style: 'primary' as const }) }
  })
  const remove = factors.map((f): Option => ({ value: f.id, label: say('enrol.remove', { label: f.label }) }))
  const done: Option = {
    value: 'done',
    label: say('enrol.done'),
    ...(next === undefined && { style: 'primary' as const }),
  }
  return asking<WebAsk>(
    say('enrol.menu-title'),
    [
      say(wantsCodes ? 'enrol.menu-codes' : hasFactor ? 'enrol.menu-more' : 'enrol.menu-first'),
      ...factors.map((f) => say('enrol.have', { label: f.label })),
      ...(browsers === undefined ? [] : [say('enrol.browsers', { count: String(browsers) })]),
    ],
    [
      { kind: 'choice', name: 'add', options: add },
      ...(remove.length > 0 ? [{ kind: 'choice' as const, name: 'remove', options: remove }] : []),
      ...(browsers === undefined ? [] : [forgetBrowsers]),
      { kind: 'choice', name: 'done', options: [done] },
    ],
  )
}

const forgetBrowsers = {
  kind: 'choice',
  name: 'forget-browsers',
  options: [{ value: 'forget-browsers', label: say('enrol.forget-browsers') }],
} as const

const kept = {
  kind: 'choice',
  name: 'back',
  options: [{ value: 'back', label: say('enrol.kept'), style: 'primary' }],
} as const

const back = { kind: 'choice', name: 'back', options: [{ value: 'back', label: say('ask.back') }] } as const

/** What is only shown is enrolled by being shown: the way on is to have kept it. */
export const enrolling = (factor: Factor): Card<WebAsk> => {
  const shownOnly = factor.enrols.every((ask) => ask.kind === 'reveal')
  return asking<WebAsk>(
    say(`enrol.title.${factor.type}`),
    [say(`enrol.line.${factor.type}`)],
    [...factor.enrols, shownOnly ? kept : back],
  )
}

export const confirmRemoval = ({ label }: HeldFactor): Card<WebAsk> => {
  const yes: Option = { value: 'yes', label: say('enrol.remove-yes'), style: 'danger' }
  return asking<WebAsk>(
    say('enrol.remove-title', { label }),
    [say('enrol.remove-line')],
    [{ kind: 'choice', name: 'remove-confirmed', options: [yes] }, back],
  )
}
