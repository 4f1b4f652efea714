import { nobody, type Person, type Status } from '../src/directory/port.ts'
import type { Enrolment } from '../src/enrolment/port.ts'
import type { LookupsPort } from '../src/alerts/port.ts'
import { asking, bad, good, say, type Card, type Phrase } from '../src/story/card.ts'
import type { AuditEvent } from '../src/story/event.ts'
import type { Reader } from '../src/words/render.ts'
import { chatUser } from './chat-user.ts'
import { readerOf, type Facts } from './facts.ts'
import { helpdesk } from './helpdesk.ts'
import { isChanged, unfit } from './steps/identify.ts'
import type { World } from './world.ts'
import { whom } from './whom.ts'
import { requestsInWords, stateInWords } from './who-in-words.ts'

/** What is said to whoever looks somebody up, to them alone, and what the trail is told of it. */
export interface Looked {
  readonly card: Card
  readonly reader: Reader
  readonly events: readonly AuditEvent[]
}

/**
 * `who PERSON`, for the helpdesk: how the account stands, what its owner holds by kind and date, what they asked for lately.
 * Never a secret, a label or an address. For anybody else one refusal, for which nothing of PERSON is looked up: it tells no
 * one whether there is such a person, by word or by time. How many an agent may look up is bounded, for a stolen chat of
 * theirs would list the company.
 */
export const who =
  (world: World, lookups: LookupsPort) =>
  async (facts: Facts, text: string, now: number): Promise<Looked> => {
    const says = (card: Card, event: AuditEvent['event'], detail: AuditEvent['detail'] = {}): Looked => ({
      card,
      reader: readerOf(facts),
      events: [{ event, detail: { ...detail, ...chatUser(facts.actor) } }],
    })
    const agent = await agentOf(facts, world, lookups)
    if (agent === undefined)
      return says(refusal('who.refused', say('who.refused.line'), world), 'helpdesk.refused')
    const about = whom(text)
    if (about === undefined) return says(asking(say('who.usage'), [say('who.usage.line')]), 'helpdesk.asked')
    const until = await lookups.take(agent)
    if (until !== undefined) {
      const line = say('who.too-often.line', { until: `@${until}` })
      return says(refusal('who.too-often', line, world), 'helpdesk.limited', { by: agent })
    }
    const found = await peopleOf(about, facts, world)
    const [one] = found
    const status = found.length === 1 && one !== undefined ? await world.people.status(one.id) : undefined
    if (status === undefined) {
      const [id, line] =
        found.length > 1
          ? (['who.ambiguous', 'who.ambiguous.line'] as const)
          : (['who.none', 'who.none.line'] as const)
      return says(refusal(id, say(line), world), 'helpdesk.lookup', {
        by: agent,
        found: found.length,
      })
    }
    const card = await answer(status, world, lookups, now)
    return says(card, 'helpdesk.lookup', { by: agent, person: status.person.id, found: 1 })
  }

const refusal = (
  id: 'who.refused' | 'who.too-often' | 'who.none' | 'who.ambiguous',
  line: Phrase,
  world: World,
) => bad(say(id), [line, helpdesk(world)])

/** The linked directory person, where they hold the role and nothing about their own chat is in doubt. */
const agentOf = async (facts: Facts, world: World, lookups: LookupsPort): Promise<string | undefined> => {
  const bound = (await world.enrolments.boundTo(facts.actor)).value
  const id = bound?.person ?? nobody
  const enrolment = (await world.enrolments.of(id)).value
  const frozen = (await world.freezes.of(id)).value.frozenAt !== undefined
  const status = await world.people.status(id)
  const holds = await lookups.isHelpdesk(id, status)
  const doubt =
    unfit(facts) !== undefined || bound?.suspended !== undefined || isChanged(facts, enrolment, world)
  const barred =
    status === undefined || status.disabled || status.accountExpired || status.lockedByAdmin || status.locked
  return bound !== undefined && holds && !doubt && !frozen && !barred ? id : undefined
}

/** By account and by mail address; `name@` is the address in the asker's own domain. */
const peopleOf = async (about: string, { profile }: Facts, { people }: World): Promise<readonly Person[]> => {
  const domain = profile.email?.split('@')[1]
  const account = about.replace(/@.*$/, '')
  const mail = about.endsWith('@') ? `${account}@${domain ?? ''}` : about
  const found = [
    ...(about.includes('@') && !about.endsWith('@') ? [] : [await people.find('account', account)]),
    ...(mail.includes('@') ? [await people.find('mail', mail)] : []),
  ].filter((one) => one !== undefined)
  return [...new Map(found.map((one) => [one.id, one])).values()]
}

const answer = async (status: Status, world: World, lookups: LookupsPort, now: number): Promise<Card> => {
  const { id, displayName: name, account } = status.person
  const enrolment = (await world.enrolments.of(id)).value
  const { frozenAt, talks } = (await world.freezes.of(id)).value
  const state = stateInWords(status, frozenAt)
  const flows = [...new Set([...talks.map(({ flow }) => flow), ...liveOf(enrolment)])].slice(0, 5)
  const requests = await Promise.all(flows.map((flow) => lookups.request(flow)))
  const card = state.some(({ id: said }) => said !== 'who.open') ? bad : good
  return card(say('who.title', { name, account }), [
    ...state,
    ...requestsInWords(
      status,
      enrolment,
      requests.filter((one) => one !== undefined),
      now,
    ),
    say('who.told'),
  ])
}

const liveOf = ({ liveFlow }: Enrolment): readonly string[] => (liveFlow === undefined ? [] : [liveFlow])
