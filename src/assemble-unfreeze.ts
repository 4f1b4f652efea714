import { toEveryAddress } from '../flows/addresses.ts'
import { wasntMe } from '../flows/every-story.ts'
import { helpdesk } from '../flows/helpdesk.ts'
import type { World } from '../flows/world.ts'
import type { Tools } from './assemble-tools.ts'
import type { PeoplePort, Person } from './directory/port.ts'
import { enrolments } from './enrolment/enrolments.ts'
import type { Binding } from './enrolment/port.ts'
import { freezes } from './freeze/freezes.ts'
import { lifted } from './freeze/port.ts'
import { noteInUse } from './keys/in-use.ts'
import { clashes, replicas } from './keys/presence.ts'
import { second } from './lib/clock.ts'
import { randomToken } from './lib/ids.ts'
import { good, say } from './story/card.ts'
import { Fault } from './story/errors.ts'
import type { AuditEvent } from './story/event.ts'
import type { Change, PendingEvents, PendingTell } from './story/record.ts'
import type { Tell } from './story/story.ts'

type Print = (line: string) => void

export interface UnfreezeParts extends Pick<Tools, 'config' | 'clock' | 'store' | 'journal'> {
  readonly people: Pick<PeoplePort, 'find'>
  readonly helpdesk: World['helpdesk']
  readonly sendsMail: boolean
  /** Who ran it, as the machine knows them. */
  readonly operator: string
}

const attempts = 20
/** How long after the write the service may journal what this process should have (ms). */
const graceMs = 30 * second

/**
 * Lifts the freeze of `account` for a helpdesk that has made sure who asks, as a passkey would have: over the very standing
 * that was read, or again. Event and notices are in the same write, so that nobody is opened unseen: the owner hears at
 * every address and can say that it was not them. `Fault` ERR_CONFIG where the account is nobody's.
 */
export const unfreeze = async (parts: UnfreezeParts, account: string, print: Print): Promise<boolean> => {
  const { config, clock, store, journal } = parts
  const person = await parts.people.find('account', account)
  if (person === undefined)
    throw new Fault(
      'ERR_CONFIG',
      `the directory knows nobody whose account is ${account}; nothing was changed`,
    )
  const running = await replicas(store)
  const wrong = clashes(config.keys.ids, running)
  if (wrong.length > 0)
    throw new Fault('ERR_CONFIG', `not with these keys: ${wrong.join('; ')} (docs/keys.md)`)
  const standings = freezes(store)
  for (let n = 0; n < attempts; n++) {
    const standing = await standings.of(person.id)
    const { frozenAt } = standing.value
    if (frozenAt === undefined) return notFrozen(person, running.length > 0, print)
    const { bindings } = (await enrolments(store).of(person.id)).value
    const now = clock.now()
    const id = `unfreeze-${randomToken(16)}`
    const events = [eventOf(id, person, frozenAt, parts.operator)]
    const pending: PendingEvents = { events }
    const tells = tellsOf(id, person, bindings, now, parts)
    const trail = await journal()
    await noteInUse(store, config.keys.ids)
    const written = await store.write([
      standings.keep(standing, lifted(standing.value, now)),
      { key: `audit:${id}`, rev: 0, value: JSON.stringify(pending), dueAt: now + graceMs },
      ...tells.map((tell, at) => queued(id, tell, at, now)),
    ])
    if (!written) continue
    await trail.append(events)
    await store.write([{ key: `audit:${id}`, rev: 1, value: null }])
    report(print, person, frozenAt, tells)
    return true
  }
  throw new Fault('ERR_STORE_CONFLICT', 'others kept writing; nothing was changed: run it again')
}

const eventOf = (id: string, person: Person, frozenAt: number, operator: string): AuditEvent => ({
  event: 'self-service.unfrozen',
  id,
  flow: id,
  detail: { person: person.id, by: 'helpdesk', operator, frozenAt },
})

const tellsOf = (
  id: string,
  { id: owner, account, displayName, mail }: Person,
  bindings: readonly Binding[],
  now: number,
  parts: UnfreezeParts,
): readonly Tell[] => {
  const says = say('told.unfrozen-by-helpdesk', { account })
  const lines = [say('told.at', { at: `@${now}` }), say('told.not-you'), helpdesk(parts)]
  const alarm = say('alert.unfrozen-by-helpdesk', { name: displayName, account })
  return [
    {
      key: `${id}:alert`,
      to: { kind: 'alerts' },
      card: good(alarm, [say('alert.unfrozen-by-helpdesk.next'), say('alert.reference', { reference: id })]),
    },
    ...toEveryAddress({
      key: id,
      card: good(says, lines, [wasntMe]),
      bindings,
      mail: parts.sendsMail ? mail : undefined,
      disowns: { person: { id: owner, account, displayName }, says, at: now, reference: id },
    }),
  ]
}

const queued = (id: string, tell: Tell, n: number, now: number): Change => {
  const pending: PendingTell = { tell, flow: id }
  return { key: `outbox:${id}:${n}`, rev: 0, value: JSON.stringify(pending), dueAt: now }
}

/** An empty store knows no freeze either: who looks into the wrong one must not tell the caller that all is well. */
const notFrozen = (person: Person, served: boolean, print: Print): boolean => {
  print(`self-service for ${named(person)} is not frozen; nothing was changed`)
  if (!served)
    print('no running service uses this store: look whether its address is the one that the service has')
  return served
}

const named = ({ account, displayName }: Person): string => `${account} (${displayName})`

const report = (print: Print, person: Person, frozenAt: number, tells: readonly Tell[]): void => {
  const chats = tells.filter(({ to }) => to.kind === 'chat').length
  const mails = tells.filter(({ to }) => to.kind === 'mail').length
  print(
    `self-service for ${named(person)} is open again; it was frozen at ${new Date(frozenAt).toISOString()}`,
  )
  print('what the freeze stopped stays stopped: they begin again')
  print(
    chats + mails === 0
      ? 'they have no linked chat and no mail: tell them yourself; the running service tells the alert channel'
      : `the running service tells them (chats: ${chats}, mails: ${mails}) and the alert channel`,
  )
}
