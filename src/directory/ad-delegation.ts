import { rights } from './security-descriptor.ts'

/** Whom the rights are delegated to, and by which tool. */
export interface Delegate {
  readonly sid: string
  /** `DOMAIN\account`. */
  readonly name: string
  readonly samba: boolean
}

/** A right that is delegated on people. */
export type DelegatedRight = 'resetPassword' | 'changePassword' | 'lockoutTime' | 'pwdLastSet'

const user = 'bf967aba-0de6-11d0-a285-00aa003049e2'
const passwordSettings = '3bcd9db8-f84b-451c-952f-6c52b81f9ec6'

const extended: Partial<Readonly<Record<DelegatedRight, string>>> = {
  resetPassword: 'Reset Password',
  changePassword: 'Change Password',
}

/** The command that delegates these rights on the users below `dn`, ready to copy. */
export const delegation = (to: Delegate, dn: string, wanted: readonly DelegatedRight[]): string => {
  if (to.samba) {
    const ace = (right: DelegatedRight): string => {
      const does = extended[right] === undefined ? 'RPWP' : 'CR'
      return `(OA;CIIO;${does};${rights[right]};${user};${to.sid})`
    }
    return `samba-tool dsacl set --objectdn='${dn}' --sddl='${wanted.map(ace).join('')}'`
  }
  const grant = (right: DelegatedRight): string => {
    const name = extended[right]
    return `dsacls "${dn}" /I:S /G "${to.name}:${name === undefined ? `RPWP;${right};user` : `CA;${name};user`}"`
  }
  return wanted.map(grant).join(' && ')
}

/** The command that lets the delegate read the values of fine-grained policies. */
export const policyDelegation = (to: Delegate, domain: string): string => {
  const dn = `CN=Password Settings Container,CN=System,${domain}`
  return to.samba
    ? `samba-tool dsacl set --objectdn='${dn}' --sddl='(OA;CIIO;RP;;${passwordSettings};${to.sid})'`
    : `dsacls "${dn}" /I:S /G "${to.name}:RP;;msDS-PasswordSettings"`
}
