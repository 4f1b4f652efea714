import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { approverRestsMs, passkeysOf } from '../../flows/approver.ts'
import { roster } from '../../src/approval/roster.ts'
import { standings } from '../../src/approval/standings.ts'
import { withTools } from '../../src/assemble-tools.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import { parsed, type PendingTell, type Store } from '../../src/story/record.ts'
import type { Added, DirectoryBench, PersonState } from '../contracts/directory.ts'
import { freePort } from '../services/free-port.ts'
import { compiledOnce } from './process.ts'
import { realDirectories, type RealDirectory } from './real-directories.ts'
import { serviceFile } from './service-file.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The operator of a new installation: `npm run bootstrap -- …`, as `docs/approvals.md` says. */
const bootstrap = async (...args: readonly string[]) => {
  const child = spawn('npm', ['run', '--silent', 'bootstrap', '--', ...args], {
    cwd: root,
    env: { ...compiledOnce, ...process.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  child.stdout.on('data', (bytes: Buffer) => (said.out += bytes.toString()))
  child.stderr.on('data', (bytes: Buffer) => (said.err += bytes.toString()))
  await once(child, 'close')
  return { ...said, code: child.exitCode }
}

/** Of Redis, for these alone. */
const databaseOf = (real: RealDirectory): number => 64 + realDirectories.indexOf(real)

describe.each(realDirectories)('the first approvers on $name', (real) => {
  let dir: string
  let file: string
  let bench: DirectoryBench

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-bootstrap-'))
    bench = await real.bench()
    file = await serviceFile(dir, await freePort(), databaseOf(real), real.section())
  })
  afterAll(async () => {
    await bench?.directory.close()
    await bench?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const onStore = async (work: (store: Store, now: number) => Promise<void>): Promise<void> => {
    const code = await withTools(file, async ({ store, clock }) => {
      await work(store, clock.now())
      return true
    })
    expect(code).toBe(0)
  }

  /** Somebody who set a passkey up a minute ago, as a conversation would have left it. */
  const withPasskey = async (state: PersonState = 'plain'): Promise<Added> => {
    const person = await bench.add(state)
    await onStore(async (store, now) => {
      const kept = await enrolments(store).of(person.id)
      const at = now - 60_000
      const factor = { id: 'f1', type: 'webauthn', label: 'Phone', addedAt: at, data: {} } as const
      const next = { ...kept.value, factors: [factor], factorsChangedAt: at }
      expect(await store.write([enrolments(store).keep(kept, next)])).toBe(true)
    })
    return person
  }

  /** How many of their passkeys could sign now, and the same without what the command did. */
  const signs = async ({ id }: Added): Promise<readonly number[]> => {
    const found: number[] = []
    await onStore(async (store, now) => {
      const { value } = await enrolments(store).of(id)
      const standing = (await standings(store).of(id)).value
      const { appointedAt: _appointedAt, ...never } = standing
      found.push(passkeysOf(value, standing, now).length, passkeysOf(value, never, now).length)
      found.push(passkeysOf(value, never, now + approverRestsMs).length)
    })
    return found
  }

  const alarms = async (): Promise<readonly string[]> => {
    const found: string[] = []
    await onStore(async (store, now) => {
      for (const key of await store.due('outbox', now + 1000, 100)) {
        const { tell } = parsed<PendingTell>((await store.read(key))?.value ?? '')
        if (tell.to.kind === 'alerts')
          found.push(`${tell.card.title.id} ${tell.card.title.with?.['account']}`)
      }
    })
    return found.toSorted()
  }

  const appointed = async (): Promise<readonly string[]> => {
    const found: string[] = []
    await onStore(async (store) => void found.push(...(await roster(store)).value.appointed))
    return found
  }

  const refused = (says: string) => ({ code: 1, out: '', err: `latchkey: ${says}; nothing was changed\n` })
  const passkeyFirst = (account: string) =>
    refused(`${account} has no passkey yet: have them write “set up” to the bot first`)

  test('nobody is appointed who is unknown, may not sign in, has no passkey or is no approver by the policy', async () => {
    const gone = 'nobody.at.all'
    expect(await bootstrap(gone, '--config', file)).toEqual(
      refused(`the directory knows nobody whose account is ${gone}`),
    )
    const bare = await bench.add('plain')
    expect(await bootstrap(bare.account, '--config', file)).toEqual(passkeyFirst(bare.account))
    for (const state of ['disabled', 'accountExpired'] as const) {
      const away = await withPasskey(state)
      expect(await bootstrap(away.account, '--config', file)).toEqual(
        refused(`the account ${away.account} may not sign in`),
      )
    }
    const stranger = await withPasskey()
    expect(await bootstrap(stranger.account, gone, '--config', file)).toMatchObject({ code: 1, out: '' })
    const byGroup = join(dir, 'by-group.yaml')
    const whole: Record<string, unknown> = parse(await readFile(file, 'utf8'))
    await writeFile(byGroup, stringify({ ...whole, policy: { approvers: [bench.nested.outer] } }))
    expect(await bootstrap(stranger.account, '--config', byGroup)).toEqual(
      refused(`${stranger.account} is in none of the groups that policy.approvers names`),
    )
    expect(await bootstrap('--config', file)).toMatchObject({
      code: 1,
      err: "error: missing required argument 'accounts'\n",
    })
    expect(await bootstrap(stranger.account, '--config', join(dir, 'nothing.yaml'))).toMatchObject({
      code: 78,
    })
    expect(await signs(stranger)).toEqual([0, 0, 1])
    expect(await alarms()).toEqual([])
  })

  test('two are, without rest, in the trail and with alarms; and no third', async () => {
    const [one, two, three] = [await withPasskey(), await withPasskey(), await withPasskey()]
    const first = await bootstrap(one.account, '--config', file)
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain(`${one.account} (${one.displayName}) may approve for everybody else\n`)
    expect(first.out).toContain('the running service tells them, at every address, and the alert channel')
    expect((await bootstrap(two.account, '--config', file)).code).toBe(0)
    expect(await bootstrap(one.account, two.account, '--config', file)).toEqual({
      code: 0,
      out: 'they are appointed already; nothing was changed\n',
      err: '',
    })
    expect(await bootstrap(three.account, '--config', file)).toEqual(
      refused('2 of 2 are appointed already: name groups of approvers in the policy for more'),
    )
    for (const person of [one, two]) expect(await signs(person)).toEqual([1, 0, 1])
    expect(await signs(three)).toEqual([0, 0, 1])
    const trail = (await readFile(join(dir, 'audit.tools.jsonl'), 'utf8')).trim().split('\n')
    const told = trail.filter((line) => line.includes('approver.appointed'))
    expect(told).toHaveLength(2)
    for (const [n, { id }] of [one, two].entries()) {
      expect(told[n]).toContain(id)
      expect(told[n]).toContain(`uid ${process.getuid?.()}`)
    }
    expect(await alarms()).toEqual([one, two].map(({ account }) => `alert.appointed ${account}`).toSorted())
  })

  test('one of them who has left keeps no place', async () => {
    const next = await withPasskey()
    const [stays, leaves = ''] = await appointed()
    await bench.remove(leaves)
    expect(await bootstrap(next.account, '--config', file)).toMatchObject({ code: 0, err: '' })
    expect(await appointed()).toEqual([stays, next.id])
  })
})
