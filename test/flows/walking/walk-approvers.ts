import type { Facts } from '../../../flows/facts.ts'
import type { World } from '../../../flows/world.ts'
import { presses, type ApprovalsPort } from '../../../src/approval/port.ts'
import { standings } from '../../../src/approval/standings.ts'
import { sha256 } from '../../../src/lib/ids.ts'
import { Secret } from '../../../src/lib/secret.ts'
import type { Actor, Answer } from '../../../src/story/story.ts'
import type { View } from '../../../src/story/view.ts'
import { canary } from './canary.ts'
import type { WalkStore } from './walk-store.ts'
import type { Move } from './walk-answers.ts'

/** Who is in the alert channel: two who may approve, the person in both of their chat accounts, and others who may not. */
export const channel = {
  grace: { user: 'U-GRACE', person: 'id-grace' },
  joan: { user: 'U-JOAN', person: 'id-joan' },
  ada: { user: 'U-ADA', person: 'id-ada' },
  'ada again': { user: 'U-ADA-2', person: 'id-ada' },
  eve: { user: 'U-EVE', person: 'id-eve' },
  nobody: { user: 'U-NOBODY', person: undefined },
} as const

const actorOf = (user: string): Actor => ({ platform: 'test', tenant: 'T1', user })
const entitled: readonly string[] = ['id-grace', 'id-joan']

/** Passkeys of people who are there long, and links of their chat accounts; the person's own second one, too. */
export const seedChannel = async (world: World, store: WalkStore): Promise<void> => {
  for (const { user, person } of Object.values(channel)) {
    const actor = actorOf(user)
    const bound = await world.enrolments.boundTo(actor)
    if (person === undefined || bound.value !== undefined) continue
    const kept = await world.enrolments.of(person)
    const factors = [{ id: `f-${user}`, type: 'webauthn', label: user, addedAt: 0, data: {} } as const]
    const bindings = [...kept.value.bindings, { actor, at: 0 }]
    const next = person === 'id-ada' ? { ...kept.value, bindings } : { ...kept.value, factors, bindings }
    await store.write([world.enrolments.keep(kept, next), world.enrolments.bind(actor, bound, { person })])
  }
}

/**
 * Approvals as a careless operator would have them: the person is on the list of approvers as well, so nothing but the flow keeps
 * them from their own request. A passkey signs for whoever says "right".
 */
export const walkApprovals = (store: WalkStore, approvers: boolean): ApprovalsPort => {
  let doors = 0
  return {
    standings: standings(store),
    rights: {
      mayApprove: async (one) => approvers && (entitled.includes(one) || one === 'id-ada'),
      approversFor: async () => (approvers ? 2 : 0),
    },
    signing: {
      challenge: async () => ({ options: { challenge: canary }, nonce: 'n' }),
      async verify([factor], _digest, _handle, answer) {
        const right = typeof answer === 'object' && !(answer instanceof Secret) && answer['says'] === 'right'
        return right && factor !== undefined
          ? { kind: 'accepted', factor }
          : { kind: 'refused', reason: 'wrong' }
      },
    },
    door() {
      doors += 1
      return { token: `${canary}-door`, hash: `door-${doors}` }
    },
    digest: sha256,
  }
}

type Make = (
  half: Pick<Answer, 'from' | 'actor'>,
  name: string,
  value: Answer['value'],
  prompt?: string,
) => Answer

/** What everybody in the channel can press, and what whoever has a door, or none, can do on our page. */
export const approverMoves = ({ facts, prompt, outcome }: View<Facts>, answer: Make): readonly Move[] => {
  const { approval } = facts
  if (approval === undefined) return []
  const pressing = Object.entries(channel).flatMap(([name, { user, person = '' }]) =>
    (entitled.includes(person) ? presses : (['approve', 'deny'] as const)).map((press): Move => ({
      says: `${name} presses ${press}`,
      answer: answer({ from: 'approver', actor: actorOf(user) }, 'approval', press, prompt),
      ...(!entitled.includes(person) && { hostile: true as const }),
    })),
  )
  const doors = outcome === undefined ? [...approval.doors.map(({ hash }) => hash), 'no door'] : ['no door']
  const atDoors = doors.flatMap((door) =>
    (['approval-options', 'right', 'wrong'] as const).map((what): Move => {
      const name = what === 'approval-options' ? what : 'approval-signed'
      const signs = answer({ from: 'approver' }, name, { door, says: what })
      return { says: `door: ${what}`, answer: signs, ...(door === 'no door' && { hostile: true as const }) }
    }),
  )
  const late = answer(
    { from: 'approver', actor: actorOf('U-GRACE') },
    'approval',
    'approve',
    'await-approval:0',
  )
  return [...pressing, ...atDoors, { says: 'grace presses an old card', answer: late }]
}
