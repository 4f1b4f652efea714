import { nobody, type Status } from '../../src/directory/port.ts'
import type { Enrolment } from '../../src/enrolment/port.ts'
import { begun, isBarred } from '../../src/freeze/port.ts'
import type { Profile } from '../../src/house/port.ts'
import type { Purpose } from '../../src/policy/port.ts'
import { end, learn, sameActor, type Conclusion, type WorkStep } from '../../src/story/story.ts'
import { chatUser } from '../chat-user.ts'
import type { Facts, KnownPerson } from '../facts.ts'
import { forbidden, rulingFor } from '../ruling.ts'
import type { World } from '../world.ts'

export const refused = (
  { actor }: Facts,
  outcome: string,
  detail: string = outcome,
  person?: string,
): Conclusion<Facts> => {
  const who = { ...(person !== undefined && { person }), ...chatUser(actor) }
  return end(outcome, { events: [{ event: 'flow.refused', detail: { reason: outcome, detail, ...who } }] })
}

/** Who is this? Only a chat identity that its owner linked by proof counts; a name or an e-mail is a claim. */
export const identifyFor = (purpose: Purpose): WorkStep<Facts, World> => ({
  name: 'identify',
  settled: (facts) => facts.person !== undefined,
  async work(facts, world, here) {
    const stranger = unfit(facts)
    if (stranger !== undefined) return refused(facts, stranger, facts.profile.kind)
    const bound = (await world.enrolments.boundTo(facts.actor)).value
    // For somebody unknown the same is asked, of nobody: who is known must not show by what it takes to say no.
    const status = await world.people.status(bound?.person ?? nobody)
    const enrolment = await world.enrolments.of(bound?.person ?? nobody)
    const standing = await world.freezes.of(bound?.person ?? nobody)
    if (bound === undefined) return refused(facts, 'not-enrolled')
    const doubt = bound.suspended ?? (isChanged(facts, enrolment.value, world) ? 'profile' : undefined)
    if (doubt !== undefined) return refused(facts, 'suspended', doubt, bound.person)
    if (isBarred(standing.value, here.id)) return refused(facts, 'frozen', 'frozen', bound.person)
    if (status === undefined) return refused(facts, 'gone', 'gone', bound.person)
    const barred = outOfBounds(status)
    if (barred !== undefined) return refused(facts, barred.outcome, barred.detail, bound.person)
    // Nothing is learned of a locked account's password, so there is nothing to change it from.
    if (purpose === 'change' && status.locked) return refused(facts, 'locked', 'locked', bound.person)
    if (enrolment.value.factors.length === 0)
      return refused(facts, 'not-enrolled', 'not-enrolled', bound.person)
    const barredByRule = forbidden(facts, rulingFor(world, status, here.now), here, status.person)
    if (barredByRule !== undefined) return barredByRule
    return learn<Facts>(known(status, enrolment.value, world), {
      writes: [
        world.enrolments.keep(enrolment, { ...enrolment.value, liveFlow: here.id }),
        world.freezes.keep(standing, begun(standing.value, here.id, facts.actor, here.now)),
      ],
    })
  },
})

export const identify = identifyFor('reset')

/** Whether the chat profile is not the one that the link was made with (stops whoever was given somebody's chat account). */
export const isChanged = ({ actor, profile }: Facts, { bindings }: Enrolment, { marks }: World): boolean => {
  const mark = bindings.find((b) => sameActor(b.actor, actor))?.mark
  return mark !== undefined && !marks.holds(mark, actor, profile)
}

/** For enrolment: the linked person, or the one whom the confirmed e-mail of the chat profile proposes. A password must confirm it. */
export const proposePerson: WorkStep<Facts, World> = {
  name: 'propose-person',
  settled: (facts) => facts.person !== undefined,
  async work(facts, world, here) {
    const stranger = unfit(facts)
    if (stranger !== undefined) return refused(facts, stranger, facts.profile.kind)
    const id = await whose(facts, world)
    const status = await world.people.status(id ?? nobody)
    const enrolment = await world.enrolments.of(id ?? nobody)
    const standing = await world.freezes.of(id ?? nobody)
    if (id === undefined && isUnconfirmed(facts)) return refused(facts, 'unconfirmed-email')
    if (id === undefined || status === undefined) return refused(facts, 'no-match')
    if (isBarred(standing.value, here.id)) return refused(facts, 'frozen', 'frozen', id)
    const barred = outOfBounds(status)
    if (barred !== undefined) return refused(facts, barred.outcome, barred.detail, id)
    return learn<Facts>(known(status, enrolment.value, world), {
      writes: [world.freezes.keep(standing, begun(standing.value, here.id, facts.actor, here.now))],
    })
  },
}

/** Whom this chat user stands for: the linked person, or the one whom the confirmed e-mail of a member's profile names. */
export const whose = async (facts: Facts, world: World): Promise<string | undefined> =>
  (await world.enrolments.boundTo(facts.actor)).value?.person ??
  (unfit(facts) === undefined ? await proposed(facts, world) : undefined)

/** Whom a word of this chat user can stop: nobody while the link is in doubt, for whoever has the chat now may be another. */
export const speaksFor = async (facts: Facts, world: World): Promise<string | undefined> => {
  const bound = (await world.enrolments.boundTo(facts.actor)).value
  if (unfit(facts) !== undefined || bound?.suspended !== undefined) return undefined
  return bound?.person ?? (await proposed(facts, world))
}

/** An address that nobody has confirmed may be anybody's: it proposes nobody, and is not looked up. */
const isUnconfirmed = ({ profile }: Facts): boolean => profile.email !== undefined && !profile.emailConfirmed

const proposed = async ({ profile }: Facts, world: World): Promise<string | undefined> =>
  profile.email === undefined || !profile.emailConfirmed
    ? undefined
    : (await world.people.find(world.matchBy, profile.email))?.id

/**
 * Guests, strangers, bots and deleted users are no employees of this directory, whatever their profile says. Each is told what they
 * are, which they know; nothing is looked up for it, so nobody learns whether an employee of that name exists.
 */
export const unfit = ({ profile: { kind } }: Facts): Exclude<Profile['kind'], 'member'> | undefined =>
  kind === 'member' ? undefined : kind

export type Barred = 'protected' | 'disabled' | 'account-expired' | 'locked-by-admin'

export const outOfBounds = (status: Status): { outcome: Barred; detail: string } | undefined => {
  if (status.protected !== undefined)
    return { outcome: 'protected', detail: `${status.protected.reason}: ${status.protected.detail}` }
  if (status.disabled) return { outcome: 'disabled', detail: 'disabled' }
  if (status.accountExpired) return { outcome: 'account-expired', detail: 'accountExpired' }
  if (status.lockedByAdmin) return { outcome: 'locked-by-admin', detail: 'lockedByAdmin' }
  return undefined
}

export const known = (
  { person, policy }: Status,
  { factors, browsers = [] }: Enrolment,
  world: World,
): Partial<Facts> => {
  const who: KnownPerson = {
    id: person.id,
    account: person.account,
    displayName: person.displayName,
    ...(world.sendsMail && person.mail !== undefined && { mail: person.mail }),
    ...(person.phone !== undefined && { phone: person.phone }),
  }
  return {
    person: who,
    policy,
    factors: factors.map(({ id, type, label }) => ({ id, type, label })),
    ...(browsers.length > 0 && { browsers: browsers.length }),
  }
}

/** The person of a flow that is past its first step. */
export const personOf = ({ person }: Facts): KnownPerson => {
  if (person === undefined) throw new TypeError('asked for the person before anybody was identified')
  return person
}
