import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { browserNames, findCommand } from './find-command.ts'
import { withoutDaemons } from './without-daemons.ts'

/** Something the tests need: how Debian calls it, and a command that shows it is there on other systems. */
export interface Need {
  readonly package: string
  readonly commands?: readonly string[]
  /** Samba provisions a domain as root only, so nobody else needs its parts. */
  readonly rootOnly?: true
}

export const needs: readonly Need[] = [
  { package: 'redis-server', commands: ['redis-server'] },
  { package: 'chromium', commands: browserNames },
  { package: 'fonts-liberation' },
  { package: 'openssl', commands: ['openssl'] },
  { package: 'slapd', commands: ['slapd'] },
  { package: 'samba-ad-dc', commands: ['samba'], rootOnly: true },
  { package: 'samba-ad-provision', rootOnly: true },
  { package: 'samba-dsdb-modules', rootOnly: true },
  { package: 'ldb-tools', commands: ['ldbsearch'], rootOnly: true },
  { package: 'ldap-utils', commands: ['ldapsearch'], rootOnly: true },
]

/** The machine as far as installing goes. */
export interface Machine {
  readonly root: boolean
  /** Debian or Ubuntu: apt-get installs, dpkg knows. */
  readonly apt: boolean
  has(need: Need): boolean
}

/** What is to be done about what is missing: nothing, these packages by apt-get, or words for the person. */
export type Plan =
  | { readonly kind: 'complete' }
  | { readonly kind: 'install'; readonly packages: readonly string[] }
  | { readonly kind: 'tell'; readonly says: string }

export const plan = (machine: Machine): Plan => {
  const missing = needs.filter((need) => (machine.root || need.rootOnly !== true) && !machine.has(need))
  const packages = missing.map((need) => need.package)
  if (packages.length === 0) return { kind: 'complete' }
  if (machine.root && machine.apt) return { kind: 'install', packages }
  const says = machine.apt
    ? `sudo apt-get install --no-install-recommends ${packages.join(' ')}`
    : `what Debian calls ${packages.join(', ')}`
  return { kind: 'tell', says: `The tests need more on this machine. Install: ${says}` }
}

/** Lists what the tests need and this machine lacks, and installs it, or rejects with exactly what to install. */
export const installMissing = async (): Promise<void> => {
  const todo = plan(thisMachine())
  if (todo.kind === 'complete') return
  if (todo.kind === 'tell') throw new Error(todo.says)
  console.log(`missing on this machine: ${todo.packages.join(' ')}`)
  await withoutDaemons(async () => {
    if (await aptGet('install', ...todo.packages)) return
    console.log('apt-get could not; its lists may be absent or old, so they are fetched and it tries again')
    const done = (await aptGet('update')) && (await aptGet('install', ...todo.packages))
    if (!done) throw new Error(`apt-get install ${todo.packages.join(' ')} failed; see its output above`)
  })
}

const thisMachine = (): Machine => {
  const apt = findCommand('apt-get') !== undefined && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release())
  return {
    root: process.getuid?.() === 0,
    apt,
    has: ({ package: name, commands }) =>
      (commands !== undefined && findCommand(...commands) !== undefined) ||
      (apt ? isInstalled(name) : commands === undefined),
  }
}

const release = (): string => {
  try {
    return readFileSync('/etc/os-release', 'utf8')
  } catch {
    return ''
  }
}

const isInstalled = (name: string): boolean =>
  spawnSync('dpkg-query', ['-W', '-f=${Status}', name], { encoding: 'utf8' }).stdout.endsWith('ok installed')

const aptGet = async (...words: string[]): Promise<boolean> => {
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300', '--no-install-recommends']
  const child = spawn('apt-get', [...options, ...words], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const [code]: unknown[] = await once(child, 'exit')
  return code === 0
}
