import { op } from '../directory/cutting-proxy.ts'
import { certificate, type Maker } from '../support/certificates.ts'
import { resultTo, type Manners } from './hostile-server.ts'

const day = 24 * 60 * 60 * 1000
const here = { name: 'localhost', address: '127.0.0.1' }

/** The one that the configuration trusts. */
export const authority = certificate({ name: 'corp', isAuthority: true })
const stranger = certificate({ name: 'stranger', isAuthority: true })
/** A certificate of it, for this machine unless told otherwise. */
export const leaf = (plus: Partial<Parameters<typeof certificate>[0]> = {}): Maker =>
  certificate({ name: 'dc1', issuer: authority, host: here, ...plus })

/** ExtendedResponse to message 1: success, and protocolError. BindResponse to message 1: success. */
const agreed = Buffer.from('300c02010178070a010004000400', 'hex')
const declined = Buffer.from('300c02010178070a010204000400', 'hex')
const welcome = Buffer.from('300c02010161070a010004000400', 'hex')
const garbage = Buffer.from('\u0000\u0001HTTP/1.1 200 OK\r\n\r\n<html>', 'latin1')

/** What somebody on the line does, and what is to be said of it. */
export interface HostileLine {
  readonly name: string
  readonly manners: (evil: string) => Manners
  readonly code: 'ERR_DIRECTORY' | 'ERR_DIRECTORY_TLS' | 'ERR_DIRECTORY_ANSWER'
  readonly says: RegExp
  readonly fix: RegExp
  /** It shows the certificate of our directory: then it is our directory, and the service account signs in. */
  readonly isTrusted?: true
  /** Where it keeps us waiting for good, and so is to be waited for only shortly. */
  readonly hangs?: 'handshake' | 'answer'
}

const showing = (shown: Maker) => (): Manners => ({ certificate: shown, answers: obliging })

/** Says yes to everything. */
const obliging = (request: Buffer, kind: number): Buffer => resultTo(request, kind, 0)

/** Certificates that are not to be accepted, and TLS that is too old; the same on every line. */
const certificates: readonly HostileLine[] = [
  {
    name: 'a certificate it signed itself',
    manners: showing(certificate({ name: 'dc1', host: here })),
    code: 'ERR_DIRECTORY_TLS',
    says: /self-signed/,
    fix: /issuing authority into directory\.caFile/,
  },
  {
    name: 'a certificate of an authority that nobody named',
    manners: showing(leaf({ issuer: stranger })),
    code: 'ERR_DIRECTORY_TLS',
    says: /unable to (verify|get)/,
    fix: /issuing authority into directory\.caFile/,
  },
  {
    name: 'a certificate of another host',
    manners: showing(leaf({ host: { name: 'elsewhere.example' } })),
    code: 'ERR_DIRECTORY_TLS',
    says: /does not match certificate's altnames.*elsewhere\.example/,
    fix: /directory\.urls a name that the certificate carries/,
  },
  {
    name: 'a certificate that is over',
    manners: showing(leaf({ from: Date.now() - 30 * day, to: Date.now() - day })),
    code: 'ERR_DIRECTORY_TLS',
    says: /expired/,
    fix: /renew the certificate/,
  },
  {
    name: 'a certificate that does not hold yet',
    manners: showing(leaf({ from: Date.now() + day, to: Date.now() + 30 * day })),
    code: 'ERR_DIRECTORY_TLS',
    says: /not yet valid/,
    fix: /clock/,
  },
  {
    name: 'TLS 1.1 and nothing newer',
    manners: () => ({
      certificate: leaf(),
      tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
      answers: obliging,
    }),
    code: 'ERR_DIRECTORY_TLS',
    says: /protocol/,
    fix: /TLS 1\.2/,
  },
]

/** The certificate is the right one; what it says is not. */
const trusted: readonly HostileLine[] = [
  {
    name: 'the right certificate, and a closed line in the bind',
    manners: () => ({ certificate: leaf(), answers: () => 'closes' }),
    code: 'ERR_DIRECTORY',
    says: /bind/,
    fix: /can be reached/,
    isTrusted: true,
  },
  {
    name: 'the right certificate, and garbage instead of an answer',
    manners: () => ({ certificate: leaf(), answers: () => garbage }),
    code: 'ERR_DIRECTORY',
    says: /bind/,
    fix: /can be reached/,
    isTrusted: true,
    hangs: 'answer',
  },
  {
    name: 'the right certificate, and another server to sign in to',
    manners: (evil) => ({
      certificate: leaf(),
      answers: (request, kind) => resultTo(request, kind, 10, evil),
    }),
    code: 'ERR_DIRECTORY',
    says: /code 10/,
    fix: /can be reached/,
    isTrusted: true,
  },
  {
    name: 'the right certificate, and another server to ask',
    manners: (evil) => ({
      certificate: leaf(),
      answers: (request, kind) =>
        kind === op.bind ? obliging(request, kind) : resultTo(request, kind, 10, evil),
    }),
    code: 'ERR_DIRECTORY_ANSWER',
    says: /code 10/,
    fix: /is (a domain controller|slapd)/,
    isTrusted: true,
  },
]

/** On the port where TLS is the first thing said. */
export const onLdaps: readonly HostileLine[] = [
  ...certificates,
  ...trusted,
  {
    name: 'LDAP in the clear, which welcomes everybody',
    manners: () => ({ plain: welcome }),
    code: 'ERR_DIRECTORY_TLS',
    says: /wrong version number|packet length|record/,
    fix: /speaks no TLS/,
  },
  {
    name: 'garbage',
    manners: () => ({ plain: garbage }),
    code: 'ERR_DIRECTORY_TLS',
    says: /wrong version number|packet length|record/,
    fix: /speaks no TLS/,
  },
  {
    name: 'not a word in the handshake',
    manners: () => ({}),
    code: 'ERR_DIRECTORY',
    says: /timeout/i,
    fix: /can be reached/,
    hangs: 'handshake',
  },
]

/** On the port that becomes TLS when it is asked. */
export const onStartTls: readonly HostileLine[] = [
  ...[...certificates, ...trusted].map((line) => ({
    ...line,
    manners: (evil: string): Manners => ({ ...line.manners(evil), plain: agreed }),
  })),
  {
    name: 'StartTLS refused, and everybody welcome in the clear',
    manners: () => ({ plain: declined }),
    code: 'ERR_DIRECTORY_TLS',
    says: /refuses StartTLS/,
    fix: /olcTLSCertificateFile/,
  },
  {
    name: 'StartTLS stripped: a welcome instead of an answer',
    manners: () => ({ plain: welcome }),
    code: 'ERR_DIRECTORY_TLS',
    says: /does not answer StartTLS/,
    fix: /StartTLS/i,
  },
  {
    name: 'garbage',
    manners: () => ({ plain: garbage }),
    code: 'ERR_DIRECTORY_TLS',
    says: /does not speak LDAP/,
    fix: /olcTLSCertificateFile/,
  },
  {
    name: 'StartTLS agreed to, and no TLS after it',
    manners: () => ({ plain: agreed }),
    code: 'ERR_DIRECTORY_TLS',
    says: /wrong version number|packet length|record/,
    fix: /speaks no TLS/,
  },
  {
    name: 'not a word',
    manners: () => ({}),
    code: 'ERR_DIRECTORY',
    says: /no TLS in time/,
    fix: /can be reached/,
    hangs: 'handshake',
  },
]
