import { toEveryAddress } from '../flows/addresses.ts'
import { helpdesk } from '../flows/helpdesk.ts'
import type { World } from '../flows/world.ts'
import type { Tools } from './assemble-tools.ts'
import type { Standing } from './approval/port.ts'
import { keepRoster, roster } from './approval/roster.ts'
import { standings } from './approval/standings.ts'
import type { Known, PeoplePort, Person, Status } from './directory/port.ts'
import { enrolments } from './enrolment/enrolments.ts'
import type { Enrolment, Kept } from './enrolment/port.ts'
import { noteInUse } from './keys/in-use.ts'
import { clashes, replicas } from './keys/presence.ts'
import { second } from './lib/clock.ts'
import { randomToken } from './lib/ids.ts'
import { bad, good, say } from './story/card.ts'
import { Fault } from './story/errors.ts'
import type { AuditEvent } from './story/event.ts'
import type { PendingEvents, PendingTell } from './story/record.ts'
import type { Tell } from './story/story.ts'

type Print = (line: string) => void

export interface BootstrapParts extends Pick<Tools, 'config' | 'clock' | 'store' | 'journal'> {
  readonly people: Pick<PeoplePort, 'find' | 'status'>
  readonly helpdesk: World['helpdesk']
  readonly sendsMail: boolean
  /** The groups that approve by the policy; empty = those whom this command appoints. */
  readonly approvers: readonly string[]
  /** Who ran it, as the machine knows them. */
  readonly operator: string
}

interface Candidate {
  readonly person: Person
  readonly enrolment: Enrolment
  readonly standing: Kept<Standing>
}

/** So many an operator appoints; everybody after them has to rest like anyone else. */
const most = 2
const attempts = 20
/** How long after the write the service may journal what this process should have (ms). */
const graceMs = 30 * second

/**
 * Appoints the first approvers: what they have set up by now need not rest for 72 hours, or nobody could approve anything in a
 * new installation. Only while fewer than two are there, so that it is no way round the rest later on; the event and the alarms are
 * in the same write. `Fault` ERR_CONFIG, with nothing changed, for whoever cannot be one.
 */
export const bootstrap = async (
  parts: BootstrapParts,
  accounts: readonly string[],
  print: Print,
): Promise<boolean> => {
  const { config, store, journal } = parts
  const wrong = clashes(config.keys.ids, await replicas(store))
  if (wrong.length > 0) no(`not with these keys: ${wrong.join('; ')} (docs/keys.md)`)
  for (let n = 0; n < attempts; n++) {
    const list = await roster(store)
    const there = await stillThere(list.value.appointed, parts)
    const all = await Promise.all([...new Set(accounts)].map((account) => candidate(account, parts)))
    const added = all.filter(({ person }) => !there.includes(person.id))
    if (added.length === 0) return told(print, 'they are appointed already; nothing was changed')
    if (there.length + added.length > most)
      no(
        `${there.length} of ${most} are appointed already: name groups of approvers in the policy for more; nothing was changed`,
      )
    const now = parts.clock.now()
    const id = `bootstrap-${randomToken(16)}`
    const events = added.map(({ person }, at): AuditEvent => ({
      event: 'approver.appointed',
      id: `${id}:${at}`,
      flow: id,
      detail: { person: person.id, operator: parts.operator },
    }))
    const pending: PendingEvents = { events }
    const tells = added.flatMap((one) => tellsOf(id, one, now, parts))
    const trail = await journal()
    await noteInUse(store, config.keys.ids)
    const written = await store.write([
      keepRoster(list, { appointed: [...there, ...added.map(({ person }) => person.id)] }),
      ...added.map(({ standing }) =>
        standings(store).keep(standing, { ...standing.value, appointedAt: now }),
      ),
      { key: `audit:${id}`, rev: 0, value: JSON.stringify(pending), dueAt: now + graceMs },
      ...tells.map((tell, at) => {
        const value: PendingTell = { tell, flow: id }
        return { key: `outbox:${id}:${at}`, rev: 0, value: JSON.stringify(value), dueAt: now }
      }),
    ])
    if (!written) continue
    await trail.append(events)
    await store.write([{ key: `audit:${id}`, rev: 1, value: null }])
    for (const { person } of added)
      print(`${person.account} (${person.displayName}) may approve for everybody else`)
    return told(print, 'the running service tells them, at every address, and the alert channel')
  }
  throw new Fault('ERR_STORE_CONFLICT', 'others kept writing; nothing was changed: run it again')
}

const no = (why: string): never => {
  throw new Fault('ERR_CONFIG', why)
}

const told = (print: Print, line: string): true => {
  print(line)
  return true
}

/** An operator's list does not keep places for people who have left. */
const stillThere = async (
  appointed: readonly string[],
  { people }: Pick<BootstrapParts, 'people'>,
): Promise<readonly string[]> => {
  const found = await Promise.all(appointed.map(async (id) => ({ id, status: await people.status(id) })))
  return found.filter(({ status }) => status !== undefined && !isOff(status)).map(({ id }) => id)
}

/** Switched off by an administrator, however the directory does that: OpenLDAP knows only a lock for good. */
const isOff = ({ disabled, lockedByAdmin }: Status): boolean => disabled || lockedByAdmin

const candidate = async (
  account: string,
  { people, store, approvers }: BootstrapParts,
): Promise<Candidate> => {
  const person = await people.find('account', account)
  if (person === undefined)
    return no(`the directory knows nobody whose account is ${account}; nothing was changed`)
  const status = await people.status(person.id)
  if (status === undefined || isOff(status) || status.accountExpired)
    return no(`the account ${account} may not sign in; nothing was changed`)
  const isOne = approvers.length === 0 || isIn(status, approvers)
  if (isOne === 'unknown')
    return no(`the groups of ${account} cannot be read (npm run check says why); nothing was changed`)
  if (!isOne)
    return no(`${account} is in none of the groups that policy.approvers names; nothing was changed`)
  const enrolment = (await enrolments(store).of(person.id)).value
  if (!enrolment.factors.some(({ type }) => type === 'webauthn'))
    return no(`${account} has no passkey yet: have them write “set up” to the bot first; nothing was changed`)
  return { person, enrolment, standing: await standings(store).of(person.id) }
}

/** Where the policy names groups, its members alone approve: whoever is appointed besides could not. */
const isIn = ({ groups = 'unknown' }: Status, named: readonly string[]): Known<boolean> =>
  groups === 'unknown' ? 'unknown' : named.some((group) => groups.includes(group))

const tellsOf = (
  id: string,
  { person, enrolment }: Candidate,
  now: number,
  parts: BootstrapParts,
): readonly Tell[] => {
  const { account, displayName: name, mail } = person
  const lines = [say('told.at', { at: `@${now}` }), say('told.appointed.next'), helpdesk(parts)]
  return [
    {
      key: `${id}:${account}:alert`,
      to: { kind: 'alerts' },
      card: bad(say('alert.appointed', { name, account }), [
        say('alert.appointed.next'),
        say('alert.reference', { reference: id }),
      ]),
    },
    ...toEveryAddress({
      key: `${id}:${account}`,
      card: good(say('told.appointed', { account }), lines),
      bindings: enrolment.bindings,
      mail: parts.sendsMail ? mail : undefined,
    }),
  ]
}
