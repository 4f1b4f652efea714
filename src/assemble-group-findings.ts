import { groupsAsked } from './assemble-lookups.ts'
import type { Config } from './config/port.ts'
import type { Finding } from './directory/port.ts'

type Naming = Parameters<typeof groupsAsked>[0]

/** Where the configuration names each group, in its own words. */
const placesOf = ({ policy, helpdesk }: Pick<Config, 'policy' | 'helpdesk'>) => {
  const named = [
    ...policy.rules.flatMap(({ name, match, approvers = [] }) => [
      ...(match !== 'everybody' && match.group !== undefined
        ? [{ group: match.group, place: `policy.rules, ${name}: match.group` }]
        : []),
      ...approvers.map((group) => ({ group, place: `policy.rules, ${name}: approvers` })),
    ]),
    ...policy.approvers.map((group) => ({ group, place: 'policy.approvers' })),
    ...(helpdesk.groups ?? []).map((group) => ({ group, place: 'helpdesk.groups' })),
  ]
  return (about: string): string => {
    const places = named.filter(({ group }) => group === about).map(({ place }) => place)
    return [...new Set(places)].join('; ')
  }
}

const meanwhile =
  'until that is mended nobody’s groups can be told: the strictest rule counts for everybody, and nobody is an approver or helpdesk by a group'

/** What a directory says of groups, with where the configuration names each and what a missing one means for everybody. */
export const groupFindings = (config: Naming, findings: readonly Finding[]): readonly Finding[] => {
  const places = placesOf(config)
  return findings.map((finding) => {
    const { about, says } = finding
    if (about === undefined || finding.ok) return finding
    return { ...finding, name: places(about) || finding.name, says: `${says}; ${meanwhile}` }
  })
}
