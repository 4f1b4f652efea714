import { expect } from 'vitest'
import type { Facts } from '../../../flows/facts.ts'
import { keptOfAnswer } from '../../../flows/kept-of-chat.ts'
import type { PendingTell } from '../../../src/story/record.ts'
import { holesIn, idsOn, judgementsIn, phrasesOf } from '../../support/phrases.ts'
import { canary } from './walk-world.ts'
import { ada } from './walk-answers.ts'
import { must } from './must.ts'
import type { Edge, Place, Walked } from './walk.ts'
import { isToldNo, watchApproval } from './watch-approval.ts'
import { watchFreeze } from './watch-freeze.ts'
import { watchQuestions } from './walk-questions.ts'

const chatKinds = ['choice', 'text', 'code', 'link']

const isKept = (name: string, value: string): boolean => {
  const kept = keptOfAnswer(name, value, { factors: [] })
  return 'value' in kept && kept.value === value
}

const watchScreens = ({ view, path, record }: Place): void => {
  const aside = view.person.asks.some((a) => a.kind === 'choice' && a.options[0]?.value === 'not-me')
  // The one that freezes is where that button leads.
  must(aside || record.story === 'not-me', 'a card without “that wasn’t me”', path)
  for (const card of [view.person, view.browser]) {
    const holes = phrasesOf(card).flatMap(holesIn)
    must(holes.length === 0, `a card with holes: ${holes.join(', ')}`, path)
  }
  must(
    view.person.asks.every((a) => chatKinds.includes(a.kind)),
    'chat asks what only a page may',
    path,
  )
  for (const ask of view.person.asks)
    if (ask.kind === 'choice')
      for (const { value } of ask.options)
        must(isKept(ask.name, value), `a button that nobody would hear: ${ask.name}=${value}`, path)
  const seen = JSON.stringify(view.person)
  const both = seen + JSON.stringify(view.browser)
  must(judgementsIn(both).length === 0, 'the person sees why they were judged so', path)
  // Whole names only: an end's reference is made by chance, and may hold a part of one.
  must(!/\bkey-[abx]\b/.test(seen) && !seen.includes(canary), 'the card holds what is secret', path)
  if (record.outcome === undefined || record.outcome === 'done') return
  const ids = phrasesOf(view.person).map((p) => p.id)
  const onward = ids.some(
    (id) =>
      id.startsWith('helpdesk.') ||
      ['ask.start-again', 'ask.set-up', 'ask.why', 'frozen.unfreeze', 'ended.replaced.line'].includes(id),
  )
  must(onward, `a dead end: ${ids.join(', ')}`, path)
}

const pending = (value: string): PendingTell => {
  const parsed: PendingTell = JSON.parse(value)
  return parsed
}

/** Messages that go out are whole, and hold nothing secret. */
const watchTells = ({ written, to }: Edge): void => {
  for (const { key, value } of written) {
    must(!(value ?? '').includes('CANARY'), `a secret was written down in ${key}`, to.path)
    if (!key.startsWith('outbox:') || value === null) continue
    const { tell } = pending(value)
    const holes = phrasesOf(tell.card).flatMap(holesIn)
    must(holes.length === 0, `a message with holes: ${holes.join(', ')}`, to.path)
  }
}

const toldOf = ({ written }: Edge): readonly string[] =>
  written.flatMap(({ key, value }) =>
    key.startsWith('outbox:') && value !== null ? [pending(value).tell.key] : [],
  )

/** A reset that is done was told at every address; one that is half done is called so at every end. */
const watchHonesty = (edge: Edge): void => {
  const { from, to } = edge
  const { facts, outcome } = to.record
  if (outcome === undefined || from.record.outcome !== undefined) return
  const ids = [...idsOn(to.view.person), ...idsOn(to.view.browser)]
  if (facts.committed !== undefined) {
    must(outcome === 'done', 'committed, and then another end', to.path)
    const told = toldOf(edge).filter((key) => key.includes(':password-changed:'))
    must(told.length === to.addresses, 'not told at every address', to.path)
    return
  }
  must(
    !ids.includes('ended.done.reset') && !ids.includes('ended.done.change'),
    'done, and nothing was committed',
    to.path,
  )
  if (facts.halfway !== true) return
  const honest = ids.filter((id) => ['ended.halfway', 'ended.reference'].includes(id)).length === 2
  must(honest && !ids.includes('ended.cancelled.line'), `half-way, and not said: ${ids.join(', ')}`, to.path)
}

/** An unlock that is done was told at every address, wrote no password, and is claimed only when the lock was lifted. */
const watchUnlock = (edge: Edge): void => {
  const { from, to, commits, unlocks } = edge
  const { facts, outcome, story } = to.record
  must(unlocks === 0 || story === 'unlock-account', 'a lock was lifted by another story', to.path)
  if (story !== 'unlock-account') return
  must(commits === 0, 'an unlock wrote a password', to.path)
  must(unlocks <= 1, 'two unlocks by one answer', to.path)
  must(facts.committed === undefined, 'an unlock that says it committed', to.path)
  if (facts.unlocked !== undefined && from.record.facts.unlocked === undefined)
    must(from.record.facts.provedAt !== undefined, 'unlocked unproved', to.path)
  if (outcome === undefined || from.record.outcome !== undefined) return
  const ids = [...idsOn(to.view.person), ...idsOn(to.view.browser)]
  must((facts.unlocked !== undefined) === ids.includes('ended.done.unlock'), 'done and not done', to.path)
  if (facts.unlocked === undefined) return
  const told = toldOf(edge).filter((key) => key.includes(':unlocked:'))
  must(told.length === to.addresses, 'not told at every address', to.path)
}

/** Right answers on the card that is shown are heard by its step. */
const watchButtons = ({ from, move, heard, to }: Edge): void => {
  if (move.on === undefined || from.record.outcome !== undefined) return
  if (move.waits !== undefined || from.view.busy || heard === undefined) return
  const { attachments, paired } = from.record.facts.binding
  // A page is drawn for a browser that is paired or waits to be; to all others there is none.
  if (move.on === 'browser' && paired === undefined && !attachments.some((a) => a.jkt === 'key-a')) return
  must(!['unheard', 'stale', 'gone'].includes(heard.verdict), `a dead button: ${heard.verdict}`, to.path)
}

const binds = (facts: Facts): string | undefined => facts.binding.paired?.jkt

const watchPairing = ({ from, to, move }: Edge): void => {
  const before = binds(from.record.facts)
  const after = binds(to.record.facts)
  if (before !== undefined) return must(after === before, 'another browser took over', to.path)
  if (after === undefined) return
  const { answer } = move
  const typed = answer?.from === 'person' && answer.name === 'pairing-code' && answer.actor === ada
  must(typed, 'paired without the code typed by the conversation’s own person', to.path)
  must(to.record.facts.binding.attachments.length === 0, 'others wait on after pairing', to.path)
}

/** What holds of every step from one record to the next. */
export const watchEdge = (edge: Edge, now: number): void => {
  const { from, to, move, commits } = edge
  const { path } = to
  const changed = JSON.stringify(from.record) !== JSON.stringify(to.record)
  must(!changed || to.record.ver > from.record.ver, 'a change without a newer version', path)
  if (from.record.outcome !== undefined) must(!changed, 'an end that is none', path)
  if (move.hostile === true) {
    // What the house owes by itself is done when anybody looks: that is not the stranger's.
    must(from.view.owed || !changed, 'a stranger changed something', path)
    must(commits + edge.unlocks === 0, 'a stranger wrote to the directory', path)
    watchFreeze(edge, now)
    must(
      ['unheard', 'over', 'busy', 'shown'].includes(edge.heard?.verdict ?? ''),
      `a stranger was heard: ${edge.heard?.verdict}`,
      path,
    )
    must(
      edge.heard?.verdict !== 'shown' ||
        JSON.stringify(edge.heard.reveal) === '{"letIn":false}' ||
        isToldNo(edge.heard.reveal),
      'a stranger was shown something',
      path,
    )
    return
  }
  must(commits <= 1, 'two commits by one answer', path)
  watchTells(edge)
  must(
    !(to.record.facts.committed !== undefined && from.record.facts.committed === undefined) ||
      from.record.facts.provedAt !== undefined,
    'committed unproved',
    path,
  )
  for (const name of ['pairing', 'totp', 'recovery-codes', 'directory'])
    must((to.record.tries[name] ?? 0) >= (from.record.tries[name] ?? 0), 'a try was forgotten', path)
  must((to.record.tries['pairing'] ?? 0) <= 2, 'more pairing tries than three', path)
  must((to.record.tries['totp'] ?? 0) <= 2, 'more tries than the factor allows', path)
  must(to.record.outcome !== undefined || to.view.expiresAt > now || to.view.busy, 'on after its time', path)
  watchFreeze(edge, now)
  watchPairing(edge)
  watchButtons(edge)
  watchHonesty(edge)
  watchUnlock(edge)
  watchApproval(edge)
  watchQuestions(edge)
  watchScreens(to)
}

/** What holds of the walk as a whole: from everywhere there is a way to an end. */
export const watchPlaces = ({ places, onward }: Walked): void => {
  const ending = new Set(places.filter((p) => p.record.outcome !== undefined).map((p) => p.key))
  for (let grew = true; grew;) {
    grew = false
    for (const [key, next] of onward) {
      if (ending.has(key) || ![...next].some((n) => ending.has(n))) continue
      ending.add(key)
      grew = true
    }
  }
  for (const place of places) must(ending.has(place.key), 'no way to an end', place.path)
  const outcomes = new Set(places.map((p) => p.record.outcome ?? 'on'))
  expect(outcomes).toContain('done')
}
