import { randomToken, sha256 } from '../lib/ids.ts'
import type { Store } from '../story/record.ts'
import type { ApprovalsPort, ApproverRights, SigningPort } from './port.ts'
import { standings } from './standings.ts'

/** Approvals over a store, with whoever says who has the right, and whoever checks signatures. */
export const approvals = (
  store: Pick<Store, 'read'>,
  rights: ApproverRights,
  signing: SigningPort,
): ApprovalsPort => ({
  standings: standings(store),
  rights,
  signing,
  door() {
    const token = randomToken(32)
    return { token, hash: sha256(token) }
  },
  digest: sha256,
})
