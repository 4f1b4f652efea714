import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmod, copyFile, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'ldapts'
import { TestAuthority, type Leaf } from '../authority.ts'
import { findCommand } from '../find-command.ts'
import { freePort } from '../free-port.ts'
import { policyDn, seedLdif } from './seed.ts'
import { accounts, baseDn, slapdConf, type SlapdSwitches } from './slapd-conf.ts'

const run = promisify(execFile)

/** Certificates for this machine: of the server, of a proxy in front of it, and two that nobody should accept. */
export type Pki = Readonly<Record<'own' | 'proxy' | 'elsewhere' | 'stranger', Leaf>>

/** A running slapd, as plain data that a test can be handed. */
export interface OpenLdapData {
  readonly url: string
  /** The port where everything but StartTLS is refused until TLS is up. */
  readonly startTlsUrl: string
  readonly caFile: string
  readonly baseDn: string
  readonly peopleDn: string
  readonly defaultPolicyDn: string
  readonly accesslogDn: string
  readonly adminGroupDn: string
  readonly bindDn: string
  readonly bindPasswordFile: string
  readonly accounts: typeof accounts
  /** Of every account in `accounts` but the two roots. */
  readonly servicePassword: string
  readonly rootPassword: string
  readonly pki: Pki
}

export interface OpenLdap {
  readonly data: OpenLdapData
  readonly stop: () => Promise<void>
  /** Ends it as a crash does: nothing is finished, nothing is answered. */
  readonly kill: () => Promise<void>
  /** Starts it again where it was, with what it had on disk. */
  readonly again: () => Promise<void>
  /** It hangs; connections are still taken, by the kernel. */
  readonly pause: () => void
  readonly resume: () => void
}

const passwords = {
  root: 'Root-Lab-2026!',
  service: 'Svc-Reset-Lab-2026!',
  user: 'Winter-Lake-2026',
}

/**
 * Seeds and starts a private slapd below `dir` on two free loopback ports; needs no root. `stop` ends it. `like` is another one,
 * whose certificates do for this one as well.
 */
export const startOpenLdap = async (
  dir: string,
  switches: SlapdSwitches = {},
  like?: Pick<OpenLdapData, 'caFile' | 'pki'>,
): Promise<OpenLdap> => {
  await mkdir(dir, { recursive: true })
  const home = await mkdtemp(join(dir, 'openldap-'))
  const { data, slapd } = await prepare(home, switches, like ?? (await certificates(home)))
  for (let tries = 1; ; tries++) {
    const [tlsPort, port] = [await freePort(), await freePort()]
    const here = {
      ...data,
      url: `ldaps://127.0.0.1:${tlsPort}`,
      startTlsUrl: `ldap://127.0.0.1:${port}`,
    }
    const child = launch(slapd, home, here)
    try {
      await ready(here, child)
      return running(slapd, home, here, child)
    } catch (error) {
      await end(child)
      if (tries === 5) throw error
    }
  }
}

const running = (slapd: string, home: string, data: OpenLdapData, first: ChildProcess): OpenLdap => {
  let child = first
  return {
    data,
    stop: () => end(child),
    kill: () => end(child, 'SIGKILL'),
    again: async () => {
      child = launch(slapd, home, data)
      await ready(data, child)
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  }
}

const certificates = async (home: string): Promise<Pick<OpenLdapData, 'caFile' | 'pki'>> => {
  const authority = await TestAuthority.create(join(home, 'pki'))
  const strangers = await TestAuthority.create(join(home, 'pki-stranger'))
  const local = ['DNS:localhost', 'IP:127.0.0.1']
  const pki = {
    own: await authority.leaf('ldap1', ...local),
    proxy: await authority.leaf('proxy', ...local),
    elsewhere: await authority.leaf('elsewhere', 'DNS:elsewhere.example'),
    stranger: await strangers.leaf('stranger', ...local),
  }
  return { caFile: authority.caFile, pki }
}

const prepare = async (
  home: string,
  switches: SlapdSwitches,
  { caFile, pki }: Pick<OpenLdapData, 'caFile' | 'pki'>,
): Promise<{ data: Omit<OpenLdapData, 'url' | 'startTlsUrl'>; slapd: string }> => {
  await Promise.all([mkdir(join(home, 'data')), mkdir(join(home, 'log'))])
  const conf = slapdConf({ home, caFile, ...pki.own, rootPassword: passwords.root, switches })
  await writeFile(join(home, 'slapd.conf'), conf)
  await writeFile(join(home, 'seed.ldif'), seedLdif(passwords, switches.ppolicy ?? true))
  const slapd = await unconfined(home)
  await run(slapd, [
    '-T',
    'add',
    '-q',
    '-f',
    join(home, 'slapd.conf'),
    '-b',
    baseDn,
    '-l',
    join(home, 'seed.ldif'),
  ])
  const bindPasswordFile = join(home, 'svc-reset.password')
  await writeFile(bindPasswordFile, `${passwords.service}\n`, { mode: 0o600 })
  return {
    slapd,
    data: {
      caFile,
      baseDn,
      peopleDn: `ou=people,${baseDn}`,
      defaultPolicyDn: policyDn('default'),
      accesslogDn: 'cn=accesslog',
      adminGroupDn: `cn=admins,ou=groups,${baseDn}`,
      bindDn: accounts.reset,
      bindPasswordFile,
      accounts,
      servicePassword: passwords.service,
      rootPassword: passwords.root,
      pki,
    },
  }
}

/** A copy of the program: on some systems AppArmor keeps the installed one to the system's own directories. */
const unconfined = async (home: string): Promise<string> => {
  const installed = findCommand('slapd')
  if (installed === undefined) throw new Error('no slapd is installed; npm test says what to install')
  const slapd = join(home, 'slapd')
  await copyFile(installed, slapd)
  await chmod(slapd, 0o700)
  return slapd
}

/** On Linux the kernel ends the server with the thread that started it, should that die without a word. */
const launch = (slapd: string, home: string, here: { url: string; startTlsUrl: string }): ChildProcess => {
  const args = ['-d', '0', '-f', join(home, 'slapd.conf'), '-h', `${here.url}/ ${here.startTlsUrl}/`]
  const bound = findCommand('setpriv') === undefined ? [] : ['setpriv', '--pdeathsig', 'KILL']
  const [command = slapd, ...words] = [...bound, slapd, ...args]
  return spawn(command, words, { stdio: 'ignore' })
}

const ready = async (data: OpenLdapData, child: ChildProcess): Promise<void> => {
  const ca = await readFile(data.caFile, 'utf8')
  for (let n = 0; n < 300; n += 1) {
    if (child.exitCode !== null) break
    const client = new Client({
      url: data.url,
      timeout: 5000,
      connectTimeout: 2000,
      tlsOptions: { ca: [ca] },
    })
    try {
      await client.bind(accounts.admin, data.rootPassword)
      return
    } catch {
      await wait(30)
    } finally {
      await client.unbind()
    }
  }
  throw new Error(`slapd did not become ready on ${data.url}`)
}

const end = async (child: ChildProcess, signal: NodeJS.Signals = 'SIGINT'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const stopped = await Promise.race([gone.then(() => true), wait(5000, false, { ref: false })])
  if (!stopped) {
    child.kill('SIGKILL')
    await gone
  }
}
