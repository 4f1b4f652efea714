import type { PeoplePort } from '../directory/port.ts'
import type { ShiftedClock } from '../lib/clock.ts'
import { Fault, never } from '../story/errors.ts'
import type { DemoPort } from './port.ts'

export interface LiveParts {
  readonly clock: ShiftedClock
  readonly people: Pick<PeoplePort, 'find' | 'verify' | 'status'>
  readonly mail: DemoPort['mail']
  readonly audit: DemoPort['audit']
}

/** The playground in front of real services: nobody is pretended, and the sign-in box asks the real directory. */
export const live = ({ clock, people, mail, audit }: LiveParts): DemoPort => ({
  people: [],
  now: () => clock.now(),
  forward: (ms) => clock.forward(ms),
  phone: () => Promise.resolve(undefined),
  signIn: async (account, password) => {
    try {
      const person = await people.find('account', account)
      if (person === undefined) return 'wrong'
      const verified = await people.verify(person.id, password)
      return verified === 'okButBlocked' ? await why(people, person.id) : inSignInWords(verified)
    } catch (fault) {
      if (fault instanceof Fault) return 'unavailable'
      throw fault
    }
  },
  mail,
  audit,
})

/** What stands between a right password and its owner: a new one, or something that no password helps. */
const why = async (people: LiveParts['people'], id: string): Promise<'mustChange' | 'blocked'> => {
  const status = await people.status(id)
  const usable = status !== undefined && !status.disabled && !status.accountExpired && !status.lockedByAdmin
  return usable && (status.mustChange || status.passwordExpired) ? 'mustChange' : 'blocked'
}

const inSignInWords = (
  verified: Exclude<Awaited<ReturnType<PeoplePort['verify']>>, 'okButBlocked'>,
): Awaited<ReturnType<DemoPort['signIn']>> => {
  switch (verified) {
    case 'ok':
      return 'ok'
    case 'no':
      return 'wrong'
    case 'locked':
      return 'locked'
    case 'unknown':
      return 'unavailable'
    default:
      return never(verified)
  }
}
