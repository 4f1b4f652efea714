import { execFile } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Leaf {
  readonly certFile: string
  readonly keyFile: string
}

/** A certificate authority for one test run: its certificate, and leaves for names and addresses. */
export class TestAuthority {
  readonly caFile: string
  readonly #dir: string
  readonly #keyFile: string

  constructor(dir: string) {
    this.#dir = dir
    this.caFile = join(dir, 'ca.crt')
    this.#keyFile = join(dir, 'ca.key')
  }

  static async create(dir: string): Promise<TestAuthority> {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const authority = new TestAuthority(dir)
    const subject = ['-subj', '/O=Latchkey tests/CN=Latchkey test authority']
    const as = [
      '-addext',
      'basicConstraints=critical,CA:TRUE,pathlen:0',
      '-addext',
      'keyUsage=critical,keyCertSign',
    ]
    await openssl(
      'req',
      '-x509',
      ...newKey(authority.#keyFile),
      '-days',
      '30',
      ...subject,
      ...as,
      '-out',
      authority.caFile,
    )
    return authority
  }

  /** A server certificate for these `DNS:` and `IP:` names. */
  async leaf(name: string, ...altNames: string[]): Promise<Leaf> {
    const at = (ext: string): string => join(this.#dir, `${name}.${ext}`)
    await openssl('req', ...newKey(at('key')), '-subj', `/O=Latchkey tests/CN=${name}`, '-out', at('csr'))
    await writeFile(
      at('ext'),
      `basicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\nsubjectAltName=${altNames.join(',')}\n`,
    )
    const signed = [
      '-CA',
      this.caFile,
      '-CAkey',
      this.#keyFile,
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      at('ext'),
    ]
    await openssl('x509', '-req', '-in', at('csr'), ...signed, '-out', at('crt'))
    return { certFile: at('crt'), keyFile: at('key') }
  }
}

const newKey = (keyFile: string): string[] => ['-newkey', 'rsa:2048', '-nodes', '-sha256', '-keyout', keyFile]

const openssl = (...args: string[]): Promise<unknown> => run('openssl', args)
