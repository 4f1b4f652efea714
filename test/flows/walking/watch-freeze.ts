import { isBarred, isStopped, type Standing } from '../../../src/freeze/port.ts'
import type { PendingTell } from '../../../src/story/record.ts'
import { idsOn } from '../../support/phrases.ts'
import { must } from './must.ts'
import { flow, type Edge, type Place } from './walk.ts'

/** Whether "that wasn't me" has the last word here: not over itself, and over an opening only where it was said to that. */
const isBarredPlace = ({ record: { story }, standing }: Place): boolean => {
  if (story === 'not-me') return false
  return story === 'unfreeze' ? isStopped(standing, flow) : isBarred(standing, flow)
}

const isListed = ({ talks }: Standing): boolean => talks.some((t) => t.flow === flow)

const tellKeys = ({ written }: Edge): readonly string[] =>
  written.flatMap(({ key, value }) => {
    if (!key.startsWith('outbox:') || value === null) return []
    const { tell }: PendingTell = JSON.parse(value)
    return [tell.key]
  })

/** Frozen or disowned, nothing lands any more: no act, no factor, no link. What was under way before is told of to its end. */
const watchBarred = ({ from, to, commits, unlocks, written }: Edge): void => {
  const { committed, unlocked } = from.record.facts
  if (!isBarredPlace(from) || from.view.busy || committed !== undefined || unlocked !== undefined) return
  must(commits + unlocks === 0, 'frozen, and the directory was written', to.path)
  const lasting = written.filter(({ key }) => /^(person|actor):/.test(key)).map(({ key }) => key)
  must(lasting.length === 0, `frozen, and something lasting was written: ${lasting.join(', ')}`, to.path)
  must(to.record.outcome !== undefined, 'frozen, and the conversation goes on', to.path)
}

/** A freeze stops and names what is on, and nothing else. */
const watchListed = ({ from, to }: Edge): void => {
  const { outcome, story, facts } = from.record
  must(
    to.record.outcome === undefined || !isListed(to.standing),
    'over, and a freeze would still stop it',
    to.path,
  )
  const unnamed = outcome !== undefined || story === 'not-me' || facts.person === undefined
  must(unnamed || isBarredPlace(from) || isListed(from.standing), 'on, and no freeze would name it', to.path)
}

/** Who freezes has said yes, everything that is on is stopped in the same write, and helpdesk and every address hear of it. */
const watchFreezing = (edge: Edge): void => {
  const { from, to, move, written, commits, unlocks } = edge
  const freezes = from.standing.frozenAt === undefined && to.standing.frozenAt !== undefined
  must(
    !freezes || move.standing === 'freezes' || to.record.story === 'not-me',
    'frozen by another story',
    to.path,
  )
  if (to.record.story !== 'not-me') return
  const { disowning } = to.record.facts
  must(commits + unlocks === 0, 'a freeze wrote to the directory', to.path)
  const foreign = written.filter(({ key }) => !/^(flow|freeze|stop|outbox|audit|draw):/.test(key))
  must(foreign.length === 0, `a freeze wrote ${foreign.map(({ key }) => key).join(', ')}`, to.path)
  const said = written.some(({ key }) => key.startsWith('freeze:'))
  const yes = move.answer?.value === 'yes' || from.record.facts.disowning?.confirmedAt !== undefined
  must(!said || yes, 'changed without a yes', to.path)
  const told = disowning?.came === 'frozen' && from.record.facts.disowning?.came === undefined
  must(!told || to.standing.frozenAt !== undefined, 'told that it is frozen, and it is not', to.path)
  if (!said) return
  must(to.standing.talks.length === 0, 'something goes on', to.path)
  for (const { flow: other } of from.standing.talks) {
    must(isStopped(to.standing, other), 'a conversation was not stopped', to.path)
    must(
      written.some(({ key }) => key === `stop:${other}:${flow}`),
      'it does not hear that it is over',
      to.path,
    )
  }
  must(!freezes || tellKeys(edge).some((key) => key.endsWith(':alert.frozen')), 'no alarm', to.path)
}

/** Who was frozen is told at every address, once the directory says which those are. */
const watchFrozenTold = (edge: Edge): void => {
  const { from, to } = edge
  const done = to.record.outcome === 'done' && from.record.outcome === undefined
  const { story, facts } = to.record
  if (story !== 'not-me' || !done || facts.disowning?.changed !== true || facts.disowning.came !== 'frozen')
    return
  const told = tellKeys(edge).filter((key) => key.includes(':frozen:'))
  must(told.length === to.addresses, `told at ${told.length} addresses of ${to.addresses}`, to.path)
}

/** Only a passkey from before, touched in the paired browser a moment ago, opens; and helpdesk and owner hear of it. */
const watchOpening = (edge: Edge, now: number): void => {
  const { from, to, move, commits, unlocks } = edge
  const before = move.standing === undefined ? from.standing.frozenAt : undefined
  const opened = before !== undefined && to.standing.frozenAt === undefined
  must(!opened || to.record.story === 'unfreeze', 'opened by another story', to.path)
  if (to.record.story !== 'unfreeze') return
  const { facts, outcome } = to.record
  must(commits + unlocks === 0, 'an opening wrote to the directory', to.path)
  const ends = outcome !== undefined && from.record.outcome === undefined
  const claimed = idsOn(to.view.person).includes('ended.done.unfreeze')
  must(!ends || move.standing !== undefined || claimed === opened, 'opened and not opened', to.path)
  if (!opened) return
  must(!isStopped(from.standing, flow), 'opened by what was disowned', to.path)
  const { paired } = facts.binding
  const touched = facts.proofs.some(
    (p) => p.evidence === 'webauthn' && p.jkt === paired?.jkt && now - p.at <= 10 * 60_000,
  )
  must(touched, 'opened without a passkey', to.path)
  const told = tellKeys(edge)
  must(
    told.some((key) => key.endsWith(':alert.unfrozen')),
    'the helpdesk was not told',
    to.path,
  )
  must(
    told.filter((key) => key.includes(':unfrozen:')).length === to.addresses,
    'not told everywhere',
    to.path,
  )
}

/** What a freeze promises, at every step of every story. */
export const watchFreeze = (edge: Edge, now: number): void => {
  watchBarred(edge)
  watchListed(edge)
  watchFreezing(edge)
  watchFrozenTold(edge)
  watchOpening(edge, now)
}
