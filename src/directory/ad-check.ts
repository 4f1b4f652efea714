import { examine } from './examine.ts'
import { Fault } from '../story/errors.ts'
import { checkHistory, checkPolicies } from './ad-check-policy.ts'
import { checkProtected, checkSample } from './ad-check-rights.ts'
import type { Delegate } from './ad-delegation.ts'
import { namedGroups } from './ad-groups.ts'
import type { Look } from './ad-look.ts'
import type { ActiveDirectoryOptions } from './ad-options.ts'
import type { Plan } from './ad-plan.ts'
import type { Servers, Session } from './ad-servers.ts'
import { mend } from './mend.ts'
import type { Finding } from './port.ts'
import { sidText } from './sid.ts'

/** What the doctor examines. */
export interface Examined {
  readonly options: ActiveDirectoryOptions
  readonly servers: Servers
  readonly look: Look
  readonly plan: Plan
}

/** One examination on one session. */
export interface Visit extends Examined {
  readonly session: Session
  readonly delegate: Delegate
}

/** Examines every configured server, then rights and rules on the first that answers. Writes nothing, and rejects never. */
export const checkActiveDirectory = (examined: Examined): Promise<readonly Finding[]> =>
  examine(
    examined.options.urls,
    (url) => open(examined, url),
    (session) => visit(examined, session),
  )

const open = async (
  { servers, options }: Examined,
  url: string,
): Promise<{ finding: Finding; session?: Session }> => {
  const name = `directory server ${url}`
  try {
    const session = await servers.on(url)
    const { root } = session
    if (!root.readOnly) {
      const role = (await holdsPdcRole(session)) ? ', the PDC emulator' : ''
      return {
        finding: {
          name,
          ok: true,
          says: `${root.dnsHostName}${role}: certificate verified, bound as ${options.bindDn}`,
        },
        session,
      }
    }
    await session.client.close()
    return {
      finding: {
        name,
        ok: false,
        says: 'a read-only domain controller cannot reset passwords',
        fix: 'name a writable one, best the PDC emulator',
      },
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { finding: { name, ok: false, says: error.message, fix: mend(error, url, 'a domain controller') } }
  }
}

const visit = async (examined: Examined, session: Session): Promise<readonly Finding[]> => {
  const about: Visit = { ...examined, session, delegate: await delegateOf(examined, session) }
  const parts = [checkDenied, checkNamed, checkSample, checkPolicies, checkHistory, checkProtected]
  const findings: Finding[] = []
  for (const part of parts) findings.push(...(await part(about).catch((error: unknown) => [broken(error)])))
  return findings
}

const broken = (error: unknown): Finding => {
  if (!(error instanceof Fault)) throw error
  return {
    name: 'directory',
    ok: false,
    says: `${error.code}: ${error.message}`,
    fix: 'mend this first, then run the check again',
  }
}

const delegateOf = async ({ options }: Examined, { client, root }: Session): Promise<Delegate> => {
  const attributes = ['objectSid', 'sAMAccountName', 'msDS-PrincipalName']
  const [entry] = await client.search(options.bindDn, { scope: 'base', attributes })
  const sid = entry?.bytes('objectSid')
  const name = entry?.text('msDS-PrincipalName') ?? entry?.text('sAMAccountName') ?? options.bindDn
  return { sid: sid === undefined ? 'S-1-…' : sidText(sid), name, samba: root.vendor.startsWith('Samba') }
}

const holdsPdcRole = async ({ client, root }: Session): Promise<boolean> => {
  const [entry] = await client.search(root.domain, { scope: 'base', attributes: ['fSMORoleOwner'] })
  return entry?.text('fSMORoleOwner')?.toLowerCase() === root.service.toLowerCase()
}

const checkDenied = async ({ options, look, session }: Visit): Promise<readonly Finding[]> => {
  const name = 'directory.denyGroups'
  try {
    await look.denied(session)
    return options.denyGroups.length === 0
      ? []
      : [{ name, ok: true, says: `${options.denyGroups.length} groups found` }]
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return [{ name, ok: false, says: error.message, fix: 'name every group by its DN or SID' }]
  }
}

/** The groups by which people are told apart: each that is not there, by itself. */
const checkNamed = async ({ options, session }: Visit): Promise<readonly Finding[]> => {
  const name = 'groups'
  const { groups = [] } = options
  const missing: Finding[] = []
  for (const about of groups)
    try {
      await namedGroups(session, [about])
    } catch (error) {
      if (!(error instanceof Fault)) throw error
      missing.push({ name, ok: false, says: error.message, fix: 'name it by its DN or SID', about })
    }
  if (missing.length > 0 || groups.length === 0) return missing
  return [{ name, ok: true, says: `${groups.length} found` }]
}
