import type { PeoplePort } from '../directory/port.ts'
import type { ShiftedClock } from '../lib/clock.ts'
import { Fault, never } from '../story/errors.ts'
import type { DemoPort } from './port.ts'

export interface LiveParts {
  readonly clock: ShiftedClock
  readonly people: Pick<PeoplePort, 'find' | 'verify'>
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
      return inSignInWords(await people.verify(person.id, password))
    } catch (fault) {
      if (fault instanceof Fault) return 'unavailable'
      throw fault
    }
  },
  mail,
  audit,
})

const inSignInWords = (
  verified: Awaited<ReturnType<PeoplePort['verify']>>,
): Awaited<ReturnType<DemoPort['signIn']>> => {
  switch (verified) {
    case 'ok':
      return 'ok'
    case 'no':
      return 'wrong'
    case 'locked':
      return 'locked'
    case 'okButBlocked':
      return 'blocked'
    case 'unknown':
      return 'unavailable'
    default:
      return never(verified)
  }
}
