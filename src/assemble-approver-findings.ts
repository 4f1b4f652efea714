import { hasAlertChannel, type Chats } from './assemble-approvals.ts'
import { roster } from './approval/roster.ts'
import type { Config } from './config/port.ts'
import type { Finding } from './directory/port.ts'
import type { Store } from './story/record.ts'

/** What `check` says of approvers: whether what needs a human reaches one. Nothing of it keeps the service from starting. */
export const approverFindings = async (
  config: Chats & { readonly policy: Pick<Config['policy'], 'approvers' | 'rules'> },
  store: Pick<Store, 'read'>,
): Promise<readonly Finding[]> => {
  const name = 'approvers'
  const refused = 'what needs a human is refused with the helpdesk’s number'
  if (!hasAlertChannel(config))
    return [
      {
        name,
        ok: true,
        says: `no chat has an alert channel: ${refused}`,
        fix: 'set slack.alertChannel or teams.alertChannel',
      },
    ]
  if (config.policy.approvers.length > 0) return [{ name, ok: true, says: 'groups of approvers are named' }]
  const { appointed } = (await roster(store)).value
  const others = config.policy.rules.some((rule) => rule.approvers !== undefined)
    ? ', but where a rule names groups'
    : ''
  if (appointed.length >= 2) return [{ name, ok: true, says: `${appointed.length} were appointed` }]
  const says =
    appointed.length === 0
      ? `nobody was appointed, and no group is named: ${refused}${others}`
      : 'one was appointed: nobody approves for them, and what takes two is refused'
  return [
    {
      name,
      ok: true,
      says,
      fix: 'have two people set up a passkey, then: npm run bootstrap -- ACCOUNT ACCOUNT',
    },
  ]
}
