import { rulingFor } from '../flows/ruling.ts'
import type { World } from '../flows/world.ts'
import { approvals } from './approval/approvals.ts'
import type { ApprovalsPort, ApproverRights } from './approval/port.ts'
import { roster } from './approval/roster.ts'
import type { Config } from './config/port.ts'
import { nonces } from './factors/nonces.ts'
import { webauthnApproving } from './factors/webauthn-approving.ts'
import type { Clock } from './lib/clock.ts'
import type { Store } from './story/record.ts'

type Asks = Pick<World, 'people' | 'policy'>

/** Who may approve and how they sign, for a configured service. */
export const approvalsOf = (
  config: Config,
  store: Store,
  asks: Asks,
  clock: Pick<Clock, 'now'>,
): ApprovalsPort => {
  const {
    keys,
    baseUrl,
    policy: { issuer },
  } = config
  const { origin, hostname: rpId } = new URL(baseUrl)
  const site = { origin, rpId, rpName: issuer, nonces: nonces(keys, store) }
  return approvals(
    store,
    approverRights(store, asks, clock, hasAlertChannel(config)),
    webauthnApproving(site),
  )
}

export interface Chats extends Partial<Pick<Config, 'demo' | 'teamsEmulator'>> {
  readonly slack?: { readonly alertChannel?: string } | undefined
  readonly teams?: { readonly alertChannel?: string } | undefined
}

/** Whether approvers can see that they are asked: without a channel a request would wait for nobody. */
export const hasAlertChannel = ({ demo, slack, teams, teamsEmulator }: Chats): boolean =>
  demo === true ||
  teamsEmulator === true ||
  slack?.alertChannel !== undefined ||
  teams?.alertChannel !== undefined

/**
 * Where the rule that holds for a person names groups of approvers, an approver is in one of each; where none does, those whom an
 * operator appointed; where it cannot be told which rule holds, whoever may by each that might. Nobody is one for themselves, and a group that cannot be read holds nobody. `isSeen` says whether what
 * they are asked is shown anywhere.
 */
export const approverRights = (
  store: Pick<Store, 'read'>,
  { people, policy }: Asks,
  clock: Pick<Clock, 'now'>,
  isSeen = true,
): ApproverRights => {
  const listsFor = async (subject: string): Promise<readonly (readonly string[])[] | undefined> => {
    const status = await people.status(subject)
    return status && rulingFor({ policy }, status, clock.now()).approvers
  }
  const appointed = async (subject: string): Promise<readonly string[]> =>
    (await roster(store)).value.appointed.filter((one) => one !== subject)

  return {
    async mayApprove(approver, subject) {
      const lists = await listsFor(subject)
      if (approver === subject || lists === undefined) return false
      const isAppointed = (await appointed(subject)).includes(approver)
      if (lists.length === 0) return isAppointed
      const groups = (await people.status(approver))?.groups
      if (groups === undefined || groups === 'unknown') return false
      const isIn = (list: readonly string[]) => list.some((group) => groups.includes(group))
      return lists.every((list) => (list.length === 0 ? isAppointed : isIn(list)))
    },

    // Nobody counts a directory's groups for this: an empty one shows when no one answers. Nor are they asked about the appointed.
    async approversFor(subject) {
      if (!isSeen) return 0
      const lists = await listsFor(subject)
      if (lists === undefined) return 0
      const named = lists.length > 0 && lists.every((list) => list.length > 0)
      return named ? Infinity : (await appointed(subject)).length
    },
  }
}
