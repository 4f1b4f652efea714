import type { Visit } from './ad-check.ts'
import { policyDelegation } from './ad-delegation.ts'
import { hintsOf } from './ad-plan.ts'
import { readPolicy } from './ad-policy.ts'
import type { Finding, PasswordPolicy } from './port.ts'

/** Whether the domain's rules, and those of every fine-grained policy that is seen, can be read. */
export const checkPolicies = async ({ session, delegate }: Visit): Promise<readonly Finding[]> => {
  const { client, root } = session
  const domain = await readPolicy(client, root.domain, undefined)
  const findings = [
    unread(domain).length === 0
      ? { name: 'domain password policy', ok: true, says: described(domain) }
      : {
          name: 'domain password policy',
          ok: false,
          says: `cannot be read: ${unread(domain).join(', ')}`,
          fix: `grant read access to ${root.domain}`,
        },
  ]
  const names = await policiesSeen(session)
  const policies = await Promise.all(names.map((dn) => readPolicy(client, root.domain, dn)))
  const dark = policies.filter((p) => unread(p).length > 0)
  const name = 'fine-grained password policies'
  if (dark.length > 0) {
    const says = `the values of ${dark.map((p) => p.source).join(', ')} cannot be read, so people under them cannot be told the rules`
    return [...findings, { name, ok: false, says, fix: policyDelegation(delegate, root.domain) }]
  }
  const says =
    policies.length === 0
      ? 'none is seen (one that may not be read at all stays unseen)'
      : policies.map((p) => `${p.source}: ${described(p)}`).join('; ')
  return [...findings, { name, ok: true, says }]
}

/** Policies by two ways: those in the container, and those that are in force for somebody in reach. */
const policiesSeen = async ({ client, root }: Visit['session']): Promise<readonly string[]> => {
  const container = await client.search(`CN=Password Settings Container,CN=System,${root.domain}`, {
    scope: 'one',
    attributes: ['1.1'],
  })
  const groups = await client.search(root.domain, {
    scope: 'sub',
    filter: '(msDS-PSOApplied=*)',
    attributes: ['msDS-PSOApplied'],
  })
  const applied = groups.flatMap((g) => g.texts('msDS-PSOApplied'))
  return [...new Set([...container.map((e) => e.dn), ...applied])]
}

const unread = (policy: PasswordPolicy): string[] =>
  Object.entries(policy).flatMap(([name, value]) => (value === 'unknown' ? [name] : []))

const described = (p: PasswordPolicy): string =>
  `at least ${p.minLength} characters, ${p.complexity === true ? 'complexity' : 'no complexity'}, history ${p.history}, lock after ${p.lockoutThreshold}`

/** How a reset will keep to the history, and what would get in its way. */
export const checkHistory = async ({ options, plan, session }: Visit): Promise<readonly Finding[]> => {
  const { client, root } = session
  const name = 'history on reset'
  const mode = plan.history(root)
  const hints = hintsOf(root)
  const offered =
    hints === undefined
      ? 'the server offers no policy-hints control'
      : `the server offers the policy-hints control ${hints}`
  const swap = plan.compareAndSwap(root)
    ? 'a reset is refused when somebody else was faster'
    : 'a reset is not conditional on this server: it looks just before it writes'
  if (mode === 'control' && hints === undefined) {
    return [
      {
        name,
        ok: false,
        says: `directory.history is control, but ${offered}`,
        fix: 'set directory.history to auto',
      },
    ]
  }
  const { minAgeMs } = await readPolicy(client, root.domain, undefined)
  const age =
    mode === 'control' && minAgeMs !== 0
      ? '; the control keeps to the minimum password age too, so set that to 0 or recent changers are refused'
      : ''
  return [
    { name, ok: true, says: `${mode} (directory.history: ${options.history}; ${offered})${age}; ${swap}` },
  ]
}
