import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { needs, plan, type Machine } from './install.ts'
import { withoutDaemons } from './without-daemons.ts'

const machine = (more: Partial<Machine>): Machine => ({ root: true, apt: true, has: () => false, ...more })

describe('what to do about what is missing', () => {
  test('root on Debian installs what is missing and nothing else', () => {
    expect(plan(machine({}))).toEqual({ kind: 'install', packages: needs.map((n) => n.package) })
    const lacksFonts = machine({ has: (need) => need.package !== 'fonts-liberation' })
    expect(plan(lacksFonts)).toEqual({ kind: 'install', packages: ['fonts-liberation'] })
  })

  test('nothing is done where nothing is missing', () => {
    expect(plan(machine({ has: () => true }))).toEqual({ kind: 'complete' })
  })

  test('others are told the very command, without Samba, which only root can run', () => {
    expect(plan(machine({ root: false }))).toEqual({
      kind: 'tell',
      says: expect.stringMatching(
        /sudo apt-get install --no-install-recommends redis-server chromium fonts-liberation openssl slapd$/,
      ),
    })
    expect(plan(machine({ apt: false }))).toMatchObject({
      kind: 'tell',
      says: expect.stringContaining('samba-ad-dc'),
    })
  })
})

describe('while packages are installed', () => {
  let dir: string
  let policy: string
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'latchkey-policy-'))
    policy = join(dir, 'policy-rc.d')
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  test('no service may start, afterwards all is as before', async () => {
    await withoutDaemons(async () => {
      expect(readFileSync(policy, 'utf8')).toContain('exit 101')
      expect(statSync(policy).mode & 0o111).toBe(0o111)
    }, policy)
    expect(existsSync(policy)).toBe(false)
  })

  test('a policy that was there comes back, also when the work fails', async () => {
    writeFileSync(policy, 'the owner’s own')
    const work = withoutDaemons(async () => Promise.reject(new Error('disk full')), policy)
    await expect(work).rejects.toThrow('disk full')
    expect(readFileSync(policy, 'utf8')).toBe('the owner’s own')
  })

  test('a run that was cut off leaves neither its own policy for ever nor loses the one before', async () => {
    let ours = ''
    await withoutDaemons(async () => {
      ours = readFileSync(policy, 'utf8')
    }, policy)
    writeFileSync(policy, ours)
    await withoutDaemons(async () => {}, policy)
    expect(existsSync(policy)).toBe(false)
    writeFileSync(policy, ours)
    writeFileSync(`${policy}.before-latchkey`, 'the owner’s own')
    await withoutDaemons(async () => {}, policy)
    expect(readFileSync(policy, 'utf8')).toBe('the owner’s own')
  })
})
