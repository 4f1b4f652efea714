import { readFileSync } from 'node:fs'
import type { Env } from '../../src/config/environment.ts'
import { parseConfig } from '../../src/config/load.ts'
import type { Config, ConfigFault, ConfigNote } from '../../src/config/port.ts'
import type { ReadFile, SeenFile } from '../../src/config/secret-file.ts'

export const example = readFileSync(new URL('../../docs/latchkey.example.yaml', import.meta.url), 'utf8')

/** Any certificate will do; this one says so. Made once with openssl, valid for a hundred years. */
export const certificate = readFileSync(new URL('./ca.test.pem', import.meta.url), 'utf8')

export const keyText = `${Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7 + 3)).toString('base64')}\n`

export const seen = (text: string | Buffer, plus: Partial<SeenFile> = {}): SeenFile => ({
  bytes: Buffer.from(text),
  mode: 0o100600,
  uid: 1000,
  writable: true,
  ...plus,
})

/** The files that the example names, as a careful operator keeps them. */
export const disk = {
  '/etc/latchkey/secrets/key-2026': seen(keyText),
  '/etc/latchkey/secrets/bind-password': seen('Winter-Lake-2026\n'),
  '/etc/latchkey/secrets/slack-signing-secret': seen('Harbour-Slack-Sign\n'),
  '/etc/latchkey/secrets/slack-bot-token': seen('xoxb-Harbour-Slack-Bot\n'),
  '/etc/latchkey/ca.pem': seen(certificate, { mode: 0o100644 }),
} as const

interface Try {
  readonly text?: string
  readonly env?: Env
  readonly demo?: boolean
  readonly files?: Readonly<Record<string, SeenFile>>
  readonly self?: Partial<SeenFile>
}

const load = ({ text = example, env = {}, demo = false, files = {}, self = {} }: Try) => {
  const all: Readonly<Record<string, SeenFile>> = { ...disk, ...files }
  const readFile: ReadFile = (path) => all[path] ?? { missing: 'ENOENT' }
  const source = { path: '/etc/latchkey/latchkey.yaml', seen: seen(text, self), cwd: '/srv', env, demo }
  return parseConfig(source, readFile)
}

/** What the operator gets when nothing is wrong. */
export const accepted = (given: Try = {}): { config: Config; notes: readonly ConfigNote[] } => {
  const loaded = load(given)
  if ('faults' in loaded) throw new Error(`faults: ${JSON.stringify(loaded.faults, undefined, 1)}`)
  return loaded
}

/** What the operator is told when something is. */
export const refused = (given: Try): readonly ConfigFault[] => {
  const loaded = load(given)
  if ('config' in loaded) throw new Error('the configuration was accepted')
  return loaded.faults
}

/** The example with one line replaced. */
export const changed = (line: string | RegExp, to: string): string => {
  if (typeof line === 'string' ? !example.includes(line) : !line.test(example))
    throw new Error(`no line ${line}`)
  return example.replace(line, to)
}
