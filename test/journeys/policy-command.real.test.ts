import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { entryOf, lineOf } from '../../src/audit/entry.ts'
import type { Added, DirectoryBench } from '../contracts/directory.ts'
import { freePort } from '../services/free-port.ts'
import { compiledOnce } from './process.ts'
import { realDirectories, type RealDirectory } from './real-directories.ts'
import { serviceFile } from './service-file.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** An operator at the terminal: `npm run policy -- …`, `npm run check -- …`. */
const runs = async (...args: readonly string[]) => {
  const child = spawn('npm', ['run', '--silent', ...args], {
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
const databaseOf = (real: RealDirectory): number => 66 + realDirectories.indexOf(real)

describe.each(realDirectories)('the policy on $name', (real) => {
  let dir: string
  let file: string
  let bench: DirectoryBench
  let inside: Added

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'latchkey-policy-'))
    bench = await real.bench()
    inside = await bench.add('plain')
    await bench.nested.join(inside.id)
    const rule = {
      name: 'plant',
      match: { group: bench.nested.outer },
      evidence: { 'step-up': [['webauthn']] },
    }
    const policy = { rules: [rule], approvers: [bench.nested.other], loosenings: ['totp-alone-in-allow'] }
    file = await serviceFile(dir, await freePort(), databaseOf(real), real.section(), { policy })
  })
  afterAll(async () => {
    await bench?.directory.close()
    await bench?.close()
    await rm(dir, { recursive: true, force: true })
  })

  const draft = async (text: string): Promise<string> => {
    const path = join(dir, 'draft.yaml')
    await writeFile(path, text)
    return path
  }

  test('explain says which rule holds and why, by groups at any depth', async () => {
    const ins = await runs('policy', '--', 'explain', inside.account, '--config', file)
    expect(ins).toMatchObject({ err: '', code: 0 })
    expect(ins.out).toContain(`Rule: plant, because they are in ${bench.nested.outer}.`)
    expect(ins.out).toContain('  step-up: a passkey\n')
    expect(ins.out).toContain(`Approvers: a member of ${bench.nested.other}.`)
    const outside = await bench.add('plain')
    const out = await runs('policy', '--', 'explain', outside.mail, '--config', file)
    expect(out.out).toContain('Rule: default, the shipped policy')
  })

  test('simulate replays the trail, and tells the faults of a draft', async () => {
    const detail = {
      band: 'step-up',
      before: 'step-up',
      purpose: 'reset',
      reasons: [],
      person: inside.id,
      rule: 'plant',
      best: 'sufficient',
      held: ['webauthn'],
      given: ['webauthn'],
    } as const
    const line = lineOf(1, entryOf({ event: 'risk.assessed', flow: 'f', detail }, Date.now() - 1000))
    await writeFile(join(dir, 'audit.jsonl'), line, { mode: 0o600 })
    const rule = `{ name: two, match: { group: "${bench.nested.outer}" }, approvals: 2, approvers: ["${bench.nested.other}"] }`
    const good = await draft(`policy:\n  rules:\n    - ${rule}\n`)
    const said = await runs('policy', '--', 'simulate', good, '--since', '1', '--config', file)
    expect(said).toMatchObject({ err: '', code: 0 })
    expect(said.out).toContain('gets through → needs two approvals (rule plant → two, band step-up')
    expect(said.out).toContain('1 would fare differently: 1 harder, 0 easier, 0 by other evidence.')
    const bad = await draft('policy:\n  loosenings: [no-pairing]\n')
    const refused = await runs('policy', '--', 'simulate', bad, '--config', file)
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('1 fault(s) in the draft\n  policy.loosenings[0]: cannot be loosened')
  })

  test('check says what is below the shipped policy, and that the groups were found', async () => {
    const { out } = await runs('check', '--', '--config', file)
    expect(out).toContain('ok    policy: 1 of your own, then the shipped one; hash ')
    expect(out).toContain(
      'note  policy.loosenings: weaker than shipped, totp-alone-in-allow: Where nothing is odd',
    )
    expect(out).toContain('ok    groups: 2 found')
  })

  test('check tells each group that is not there, by where it is named, and what that means meanwhile', async () => {
    const [rule, approver, list, desk] = ['rule', 'approver', 'list', 'desk'].map(
      (name) => `CN=no-${name},DC=corp,DC=example`,
    )
    const at = join(dir, 'astray')
    await mkdir(at)
    const policy = {
      rules: [
        { name: 'plant', match: { group: rule }, approvals: 1, approvers: [approver, bench.nested.other] },
      ],
      approvers: [list],
    }
    const helpdesk = { phone: '+1 555 0100', groups: [desk, list] }
    const more = { policy, helpdesk }
    const astray = await serviceFile(at, await freePort(), databaseOf(real), real.section(), more)
    const { out, code } = await runs('check', '--', '--config', astray)
    expect(code).toBe(1)
    for (const [place, group] of [
      ['policy.rules, plant: match.group', rule],
      ['policy.rules, plant: approvers', approver],
      ['policy.approvers; helpdesk.groups', list],
      ['helpdesk.groups', desk],
    ])
      expect(out).toContain(`FAIL  ${place}: there is no group ${group}, or `)
    expect(out).toContain('the strictest rule counts for everybody')
    expect(out).not.toContain(`there is no group ${bench.nested.other}`)
    const json: { findings: readonly { about?: string; ok: boolean }[] } = JSON.parse(
      (await runs('check', '--', '--json', '--config', astray)).out,
    )
    expect(json.findings.flatMap(({ about, ok }) => (about === undefined || ok ? [] : [about]))).toEqual([
      rule,
      approver,
      list,
      desk,
    ])
  })
})
