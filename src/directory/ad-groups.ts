import { Fault } from '../story/errors.ts'
import type { Session } from './ad-servers.ts'
import type { Known } from './port.ts'
import { sidText } from './sid.ts'

/** Groups that the policy names: their SIDs, and how they are named there. */
export type NamedGroups = ReadonlyMap<string, string>

/** GROUP_TYPE_SECURITY_ENABLED, the highest bit, which makes the number negative (MS-ADTS 2.2.12). */
const isSecurity = (type: string | undefined): boolean => type !== undefined && /^-\d+$/.test(type)

/**
 * Looks the named groups up. Throws `Fault` ERR_CONFIG for one that is not there, cannot be read or is a distribution list:
 * nobody's token holds those, so whoever asked by it would take every member for none.
 */
export const namedGroups = async ({ client }: Session, names: readonly string[]): Promise<NamedGroups> => {
  const found = await Promise.all(
    names.map(async (name) => {
      const base = /^S-1-[\d-]+$/.test(name) ? `<SID=${name}>` : name
      const [entry] = await client.search(base, { scope: 'base', attributes: ['objectSid', 'groupType'] })
      const sid = entry?.bytes('objectSid')
      if (entry === undefined || sid === undefined)
        throw new Fault('ERR_CONFIG', `there is no group ${name}, or it cannot be read`)
      if (!isSecurity(entry.text('groupType')))
        throw new Fault('ERR_CONFIG', `${name} is no security group, so nobody can be told to be in it`)
      return [sidText(sid), name] as const
    }),
  )
  return new Map(found)
}

/** Those of the named groups that somebody's token holds, at any depth; 'unknown' where the groups were not found. */
export const groupsIn = (token: readonly Buffer[], named: Known<NamedGroups>): Known<readonly string[]> => {
  if (named === 'unknown' || token.length === 0) return 'unknown'
  return token.map(sidText).flatMap((sid) => named.get(sid) ?? [])
}
