import { examine } from '../examine.ts'
import { Fault } from '../../story/errors.ts'
import { mend } from '../mend.ts'
import type { Finding } from '../port.ts'
import { checkAccessLog } from './check-log.ts'
import { checkPolicies } from './check-policy.ts'
import { checkGroups, checkNamedGroups, checkSample } from './check-rights.ts'
import { configure } from './delegation.ts'
import type { Look } from './look.ts'
import type { OpenLdapOptions } from './options.ts'
import { oids, type Servers, type Session } from './root.ts'

/** What the doctor examines. */
export interface Examined {
  readonly options: OpenLdapOptions
  readonly servers: Servers
  readonly look: Look
}

/** One examination on one session. */
export interface Visit extends Examined {
  readonly session: Session
}

/** Examines every configured server, then rules and rights on the first that answers. Changes nothing, and rejects never. */
export const checkOpenLdap = (examined: Examined): Promise<readonly Finding[]> =>
  examine(
    examined.options.urls,
    (url) => open(examined, url),
    (session) => visit({ ...examined, session }),
  )

const open = async (
  { servers, options }: Examined,
  url: string,
): Promise<{ finding: Finding; session?: Session }> => {
  const name = `directory server ${url}`
  try {
    const session = await servers.on(url)
    const how = url.startsWith('ldap:') ? 'StartTLS' : 'LDAPS'
    const says = `${session.root.name} by ${how}: certificate verified, bound as ${options.bindDn}`
    return { finding: { name, ok: true, says }, session }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const says = error.message
    const off = / refuses StartTLS|does not speak LDAP/.test(says)
    return { finding: { name, ok: false, says, fix: off ? switchOnTls : mend(error, url, 'slapd') } }
  }
}

const switchOnTls = configure('dn: cn=config   # TLS is not switched on, with files that slapd may read:', [
  'changetype: modify',
  'replace: olcTLSCertificateFile',
  'olcTLSCertificateFile: /etc/ldap/tls/server.crt',
  '-',
  'replace: olcTLSCertificateKeyFile',
  'olcTLSCertificateKeyFile: /etc/ldap/tls/server.key',
])

const visit = async (about: Visit): Promise<readonly Finding[]> => {
  const release = await checkRelease(about)
  if (!release.ok) return [release]
  const findings: Finding[] = [release]
  for (const part of [checkPolicies, checkGroups, checkNamedGroups, checkSample, checkAccessLog])
    findings.push(...(await part(about).catch((error: unknown) => [broken(error)])))
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

/** The overlay, and a release that knows what the dialect goes by: 2.5 brought the last of these attributes. */
const checkRelease = async ({ session: { client, root } }: Visit): Promise<Finding> => {
  const name = 'OpenLDAP'
  if (!root.controls.has(oids.passwordPolicy))
    return { name, ok: false, says: 'the ppolicy overlay is not switched on', fix: switchOnPolicy }
  const [schema] = await client.search('cn=Subschema', {
    scope: 'base',
    filter: '(objectClass=subschema)',
    attributes: ['attributeTypes'],
  })
  const known = (schema?.texts('attributeTypes') ?? []).join(' ')
  const missing = ['pwdMaxIdle', 'pwdEndTime', 'pwdLastSuccess'].filter(
    (type) => !known.includes(`'${type}'`),
  )
  if (missing.length > 0)
    return {
      name,
      ok: false,
      says: `the server does not know ${missing.join(', ')}: it is older than 2.5, or hides cn=Subschema`,
      fix: 'use OpenLDAP 2.5 or newer, and let the service account read cn=Subschema',
    }
  const able = root.controls.has(oids.assertion) && root.extensions.has(oids.passwordModify)
  return able
    ? { name, ok: true, says: '2.5 or newer, with ppolicy; a reset is refused when somebody else was faster' }
    : {
        name,
        ok: false,
        says: 'no assertion control or no Password Modify',
        fix: 'see what the server switched off',
      }
}

const switchOnPolicy = [
  configure('dn: cn=module{0},cn=config', [
    'changetype: modify',
    'add: olcModuleLoad',
    'olcModuleLoad: ppolicy',
  ]),
  configure('dn: olcOverlay=ppolicy,olcDatabase={1}mdb,cn=config   # and, for the database of the people:', [
    'changetype: add',
    'objectClass: olcPPolicyConfig',
    'olcOverlay: ppolicy',
    'olcPPolicyDefault: (the DN in directory.defaultPolicyDn)',
    'olcPPolicyHashCleartext: TRUE',
    'olcPPolicyUseLockout: TRUE',
  ]),
].join('\n')
