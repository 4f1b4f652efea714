import { inForce } from './assemble-world.ts'
import type { Config } from './config/port.ts'
import type { Finding } from './directory/port.ts'
import { say } from './story/card.ts'
import { inWords } from './words/render.ts'

/** What `check` says of the policy: how many rules, who approves, and aloud whatever is below the shipped one. */
export const policyFindings = (
  config: Pick<Config, 'policy' | 'webauthn' | 'timeZone' | 'limits'>,
): readonly Finding[] => {
  const { rules, approvers } = config.policy
  const { hash, loosenings } = inForce(config)
  const own = rules.length === 0 ? 'the shipped one' : `${rules.length} of your own, then the shipped one`
  const named = approvers.length > 0 || rules.some((rule) => rule.approvers !== undefined)
  return [
    { name: 'policy', ok: true, says: `${own}; hash ${hash.slice(0, 12)}` },
    ...loosenings.map((name) => ({
      name: 'policy.loosenings',
      ok: true,
      says: `weaker than shipped, ${name}: ${inWords(say(`loosening.${name}`))}`,
      fix: 'take it back unless your company has decided it',
    })),
    ...(named
      ? []
      : [
          {
            name: 'policy.approvers',
            ok: true,
            says: 'no group is named: those approve whom the command bootstrap appointed',
            fix: 'name the groups that may approve',
          },
        ]),
  ]
}
