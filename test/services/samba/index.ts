import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'ldapts'
import { findCommand } from '../find-command.ts'
import { TestAuthority } from '../authority.ts'
import { smbConf } from './smb-conf.ts'

const run = promisify(execFile)

/** A running domain controller, as plain data that a test can be handed. */
export interface SambaData {
  readonly url: string
  readonly caFile: string
  readonly baseDn: string
  readonly peopleDn: string
  readonly bindDn: string
  readonly bindPasswordFile: string
  readonly watchDn: string
  readonly watchPassword: string
  readonly adminDn: string
  readonly adminPassword: string
  /** The password of every seeded person but judy.strict. */
  readonly userPassword: string
  readonly dnsHostName: string
  /** The user database, for what LDAP cannot write. */
  readonly samFile: string
  readonly pki: {
    /** Trusted, for localhost and 127.0.0.1: a proxy in front of the server. */
    readonly proxy: { readonly certFile: string; readonly keyFile: string }
    /** Trusted, for a name that nobody asks for. */
    readonly elsewhere: { readonly certFile: string; readonly keyFile: string }
    /** Of an authority that nobody trusts, for localhost and 127.0.0.1. */
    readonly stranger: { readonly certFile: string; readonly keyFile: string }
  }
}

export interface Samba extends SambaData {
  stop(): Promise<void>
}

const domain = {
  realm: 'CORP.EXAMPLE',
  netbios: 'CORP',
  host: 'dc1',
  baseDn: 'DC=corp,DC=example',
  admin: 'Lab-Admin-2026!x',
}

/**
 * Provisions, seeds and starts a private domain controller below `dir`, on a loopback address of its own (its ports
 * are fixed). Needs root, and says so in one sentence. `stop` ends what was started here;
 * should this process die, the controller ends by itself, for its standard input closes.
 */
export const startSamba = async (dir: string): Promise<Samba> => {
  if (process.getuid?.() !== 0)
    throw new Error('the Samba suites need root: a domain controller binds ports 389 and 636')
  const home = join(dir, 'samba')
  await mkdir(home, { recursive: true, mode: 0o700 })
  const { address, hold } = await holdAddress()
  try {
    const data = await prepare(home, address)
    const child = launch(home)
    try {
      await ready(data, child, home)
      await lockFrank(data)
    } catch (error) {
      await end(child)
      throw error
    }
    return {
      ...data,
      stop: async () => {
        await end(child)
        await release(hold)
      },
    }
  } catch (error) {
    await release(hold)
    throw error
  }
}

const prepare = async (home: string, address: string): Promise<SambaData> => {
  const authority = await TestAuthority.create(join(home, 'pki'))
  const strangers = await TestAuthority.create(join(home, 'pki-stranger'))
  const dnsHostName = `${domain.host}.${domain.realm.toLowerCase()}`
  const own = await authority.leaf('dc1', `DNS:${dnsHostName}`, `IP:${address}`)
  const local = ['DNS:localhost', 'IP:127.0.0.1']
  await provision(home, address)
  await writeFile(
    join(home, 'smb.conf'),
    smbConf({ home, address, ...domain, caFile: authority.caFile, ...own }),
  )
  const seed = join(import.meta.dirname, 'seed.py')
  // Debian's own interpreter: the bindings live there.
  await run('/usr/bin/python3', [seed, join(home, 'smb.conf'), domain.baseDn])
  const bindPasswordFile = join(home, 'svc-reset.password')
  await writeFile(bindPasswordFile, 'Svc-Reset-Lab-2026!\n', { mode: 0o600 })
  return {
    url: `ldaps://${address}`,
    caFile: authority.caFile,
    baseDn: domain.baseDn,
    peopleDn: `OU=People,${domain.baseDn}`,
    bindDn: `CN=svc-reset,OU=Service,${domain.baseDn}`,
    bindPasswordFile,
    watchDn: `CN=svc-watch,OU=Service,${domain.baseDn}`,
    watchPassword: 'Svc-Watch-Lab-2026!',
    adminDn: `CN=Administrator,CN=Users,${domain.baseDn}`,
    adminPassword: domain.admin,
    userPassword: 'Winter-Lake-2026',
    dnsHostName,
    samFile: join(home, 'private', 'sam.ldb'),
    pki: {
      proxy: await authority.leaf('proxy', ...local),
      elsewhere: await authority.leaf('elsewhere', 'DNS:elsewhere.example'),
      stranger: await strangers.leaf('stranger', ...local),
    },
  }
}

/** An address of 127.0.0.0/8 with 389 and 636 free, kept for us by a socket that the kernel frees when we die. */
const holdAddress = async (): Promise<{ address: string; hold: Server }> => {
  for (let n = 0; n < 200; n += 1) {
    const seat = process.pid * 7 + n
    const address = `127.${64 + (seat % 128)}.${(seat >> 7) % 250}.${10 + (seat % 200)}`
    const hold = await listen(address, 40_636)
    if (hold === undefined) continue
    const probes = [await listen(address, 389), await listen(address, 636)]
    await Promise.all(probes.flatMap((p) => (p === undefined ? [] : [release(p)])))
    if (probes.every((p) => p !== undefined)) return { address, hold }
    await release(hold)
  }
  throw new Error('no loopback address has ports 389 and 636 free')
}

const listen = (address: string, port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', () => resolve(undefined))
    server.listen(port, address, () => resolve(server.unref()))
  })

const release = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()))

const provision = async (home: string, address: string): Promise<void> => {
  // An empty file, or provision copies the machine's own smb.conf into ours.
  const empty = join(home, 'empty.conf')
  await writeFile(empty, '[global]\n')
  const { realm, netbios, host, admin } = domain
  const place = [
    `--targetdir=${home}`,
    `--host-ip=${address}`,
    `--option=interfaces=${address}`,
    '--option=bind interfaces only=yes',
  ]
  const names = [`--realm=${realm}`, `--domain=${netbios}`, `--host-name=${host}`, `--adminpass=${admin}`]
  const kind = ['--server-role=dc', '--dns-backend=SAMBA_INTERNAL', '--use-rfc2307']
  await run('samba-tool', ['domain', 'provision', '-s', empty, ...place, ...names, ...kind])
}

const launch = (home: string): ChildProcess => {
  const log = openSync(join(home, 'samba.out'), 'a')
  const args = ['-i', '--no-process-group', '-M', 'single', '-s', join(home, 'smb.conf')]
  // Its own process group, so that stop reaches every child; interactive, so that the end of its stdin is its own.
  const child = spawn(findCommand('samba') ?? 'samba', args, { detached: true, stdio: ['pipe', log, log] })
  closeSync(log)
  return child
}

const ready = async (data: SambaData, child: ChildProcess, home: string): Promise<void> => {
  for (let n = 0; n < 300; n += 1) {
    if (child.exitCode !== null) break
    if (await binds(data, data.adminDn, data.adminPassword)) return
    await wait(100)
  }
  const tail = (await readFile(join(home, 'samba.out'), 'utf8')).slice(-2000)
  throw new Error(`samba did not become ready on ${data.url}:\n${tail}`)
}

/** As a stale phone would do it. */
const lockFrank = async (data: SambaData): Promise<void> => {
  for (let n = 0; n < 6; n += 1) await binds(data, `CN=Frank Locked,${data.peopleDn}`, 'Wrong-Password-1')
}

const binds = async (data: SambaData, dn: string, password: string): Promise<boolean> => {
  const ca = await readFile(data.caFile, 'utf8')
  const client = new Client({ url: data.url, timeout: 5000, connectTimeout: 2000, tlsOptions: { ca: [ca] } })
  try {
    await client.bind(dn, password)
    return true
  } catch {
    return false
  } finally {
    await client.unbind()
  }
}

const end = async (child: ChildProcess): Promise<void> => {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.stdin?.end()
  signal(pid, 'SIGTERM')
  const stopped = await Promise.race([gone.then(() => true), wait(5000, false, { ref: false })])
  if (!stopped) {
    signal(pid, 'SIGKILL')
    await gone
  }
}

const signal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(-pid, name)
  } catch (error) {
    // Gone already is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
