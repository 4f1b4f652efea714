import type { SigningPort } from '../../src/approval/port.ts'
import { sha256 } from '../../src/lib/ids.ts'
import { actorOf, idOf, type Account } from './approvers.ts'
import type { Parts, Weakness } from './variant.ts'

/** The digest dropped from under the signature: a passkey's yes is to nothing in particular. */
export const signedOverAnything: Weakness = ({ approvals }) => {
  const { signing } = approvals
  const blind: SigningPort = {
    challenge: (held, _digest, now) => signing.challenge(held, '', now),
    verify: (held, _digest, handle, answer, now) => signing.verify(held, '', handle, answer, now),
  }
  return { approvals: { ...approvals, signing: blind } }
}

/** A yes is to the person, whichever request it was given for. */
export const goodAgain: Weakness = ({ approvals }) => ({
  approvals: {
    ...approvals,
    digest: (canonical) => sha256(String(JSON.parse(canonical)[2])),
  },
})

/** The rest of 72 hours dropped: whatever stands among an approver's passkeys signs. */
export const noRest: Weakness = ({ approvals }) => ({
  approvals: {
    ...approvals,
    standings: {
      ...approvals.standings,
      of: async (person) => {
        const kept = await approvals.standings.of(person)
        return { ...kept, value: { ...kept.value, appointedAt: Number.MAX_SAFE_INTEGER } }
      },
    },
  },
})

/** The right dropped: whoever has a passkey may approve for others. */
export const anybodyApproves: Weakness = ({ approvals }) => ({
  approvals: {
    ...approvals,
    rights: {
      ...approvals.rights,
      mayApprove: async (approver, subject) => approver !== subject,
    },
  },
})

/** People told apart by chat account: whoever presses from this second one counts as somebody else, with the same right. */
const takenForAnother =
  (account: Account, person: string): Weakness =>
  ({ approvals, enrolments, people }: Parts) => {
    const other = `${person}-again`
    const { user } = actorOf(account)
    const plain = (id: string): string => (id === other ? person : id)
    return {
      enrolments: {
        ...enrolments,
        of: (id) => enrolments.of(plain(id)),
        boundTo: async (actor) => {
          const bound = await enrolments.boundTo(actor)
          return bound.value === undefined || actor.user !== user
            ? bound
            : { ...bound, value: { ...bound.value, person: other } }
        },
      },
      people: { ...people, status: (id) => people.status(plain(id)) },
      approvals: {
        ...approvals,
        rights: {
          ...approvals.rights,
          mayApprove: async (one, subject) =>
            one === other || (await approvals.rights.mayApprove(one, subject)),
        },
      },
    }
  }

/** The ban on approving for oneself dropped, for who comes from a second chat account. */
export const ownerApproves: Weakness = takenForAnother('victim again', idOf.victim)

/** Two humans no longer needed: one with two chat accounts counts twice. */
export const countedTwice: Weakness = takenForAnother('grace again', idOf.grace)
