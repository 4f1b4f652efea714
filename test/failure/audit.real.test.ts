import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { providedSamba } from '../services/provided.ts'
import { samba, type DirectoryBench } from './directory-hands.ts'
import { endedWell } from './ended-well.ts'
import { arrivesAt, getsBackIn } from './journey.ts'
import { Stage, type Victim } from './stage.ts'

/** A disk of 128 KB of our own. Mounting needs root; without it the suite fails with this sentence. */
const smallDisk = (): string => {
  const path = mkdtempSync(join(inject('runDir'), 'disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=128k,mode=700', 'tmpfs', path], { stdio: 'pipe' })
  } catch (cause) {
    throw new Error('a full disk is tried on a small tmpfs, and this user may not mount one', { cause })
  }
  onTestFinished(() => {
    execFileSync('umount', ['-l', path])
  })
  return path
}

describe('an audit that takes nothing', () => {
  let bench: DirectoryBench
  let stage: Stage
  beforeAll(async () => {
    bench = await samba(providedSamba())
    const redis = new URL('/11', inject('redisUrl')).href
    stage = await Stage.open({ dir: inject('runDir'), redis, directory: bench.spec, hands: bench.hands })
  })
  afterAll(async () => {
    await stage?.close()
    await bench?.hands.close()
  })

  const atThePassword = async (): Promise<Victim> => {
    const victim = await stage.victim(['webauthn'])
    await arrivesAt(stage, victim, 'set-password')
    return victim
  }

  const refused = async (victim: Victim): Promise<void> => {
    const answer = await victim.person.page?.says('new-password', victim.person.passwords[0] ?? '')
    expect(answer?.status).toBe(503)
    expect(await victim.writes()).toBe(0)
    expect((await victim.person.looks())?.step).toBe('set-password')
  }

  test('a full disk: nothing is written to the directory; with room again it goes on without a restart', async () => {
    const disk = smallDisk()
    await stage.begin(undefined, { audit: join(disk, 'audit.jsonl') })
    const victim = await atThePassword()
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize))
    // The file's last block still has room: what other people do uses it up.
    const other = await stage.victim(['webauthn'])
    for (let n = 0; n < 15; n++) await other.person.beginsAnew()
    await refused(victim)
    rmSync(join(disk, 'filler'))
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
    await stage.latest.kill()
  })

  test('a disk that hangs: nothing is written to the directory; when it goes on, so does the person', async () => {
    await stage.begin()
    const victim = await atThePassword()
    await stage.latest.order('hang', 'yes')
    await refused(victim)
    await stage.latest.order('hang', '')
    await getsBackIn(stage, victim)
    await endedWell(stage, victim, bench)
  })
})
