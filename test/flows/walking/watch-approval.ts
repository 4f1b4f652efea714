import type { ApprovalRequest } from '../../../flows/approval-facts.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { holesIn, judgementsIn, phrasesOf } from '../../support/phrases.ts'
import { must } from './must.ts'
import type { Edge, Place } from './walk.ts'

const entitled: readonly string[] = ['id-grace', 'id-joan']

/** Whoever may not decide is told why, or that there is nothing; and no more. */
export const isToldNo = (reveal: Readonly<Record<string, unknown>> = {}): boolean =>
  /^\{("kind":"void"|"says":\[\{"id":"approval\.no\.[a-z-]+"\}\])\}$/.test(JSON.stringify(reveal))

const givers = (approval: ApprovalRequest | undefined): readonly string[] =>
  (approval?.given ?? []).map(({ by }) => by.id)

/** The person learns nothing of why, or who; approvers read whole sentences. */
const watchCards = ({ view, path }: Place): void => {
  const seen = JSON.stringify([view.person, view.browser])
  must(judgementsIn(seen).length === 0, 'the person sees why they were judged so', path)
  // As a value of its own: a reference made by chance may spell anything.
  must(!/"(id-)?(grace|joan)"/i.test(seen), 'the person sees who decides', path)
  if (view.approver === undefined) return
  const holes = phrasesOf(view.approver).flatMap(holesIn)
  must(holes.length === 0, `approvers read a card with holes: ${holes.join(', ')}`, path)
}

/** A yes comes of nothing but a passkey's signature behind a door of that very approver, and of nobody twice. */
const watchYes = ({ from, to, move }: Edge): void => {
  const before = from.record.facts.approval
  const after = to.record.facts.approval
  const all = givers(after)
  must(new Set(all).size === all.length, 'one human counts twice', to.path)
  must(
    all.every((one) => entitled.includes(one)),
    `approved by ${all.join(', ')}`,
    to.path,
  )
  if (after === undefined || before?.digest !== after.digest || after.given.length <= before.given.length) {
    must(all.length === 0 || before?.digest === after?.digest, 'a yes to something else counts', to.path)
    return
  }
  const { answer } = move
  const value = answer?.value
  const hash = typeof value === 'object' && !(value instanceof Secret) ? value['door'] : undefined
  const door = before.doors.find((one) => one.hash === hash)
  must(answer?.name === 'approval-signed' && door !== undefined, 'a yes without a signature', to.path)
  must(door?.by.id === after.given.at(-1)?.by.id, 'a yes in another’s name', to.path)
  must(after.given.at(-1)?.digest === after.digest, 'a yes over something else', to.path)
}

/** Doors are for those who may approve, and their secret goes to them alone. */
const watchDoors = ({ to, move, heard }: Edge): void => {
  const doors = to.record.facts.approval?.doors ?? []
  must(
    doors.every(({ by }) => entitled.includes(by.id)),
    'a door for somebody who may not',
    to.path,
  )
  must(new Set(doors.map(({ by }) => by.id)).size === doors.length, 'two doors for one approver', to.path)
  const token = heard?.reveal?.['token']
  must(token === undefined || move.answer?.value === 'approve', 'a door that nobody asked for', to.path)
}

/** A no comes of somebody who may say it. */
const watchNo = ({ from, to, move }: Edge): void => {
  if (to.record.outcome !== 'denied' || from.record.outcome !== undefined) return
  const { answer } = move
  const by = answer?.actor?.user ?? ''
  must(answer?.value === 'deny' && ['U-GRACE', 'U-JOAN'].includes(by), 'denied by somebody else', to.path)
}

/** What holds of approvals at every step. */
export const watchApproval = (edge: Edge): void => {
  watchCards(edge.to)
  watchYes(edge)
  watchDoors(edge)
  watchNo(edge)
}
