import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startOpenLdap } from './openldap/index.ts'
import type { SambaProvided } from './provided.ts'
import { startRedis } from './redis.ts'
import { startSamba } from './samba/index.ts'

interface Service {
  stop(): Promise<void>
}

/**
 * Starts what the real suites need, side by side, in one temporary directory: Redis, OpenLDAP, and Samba AD where we are root.
 * Without Samba its suites fail with the sentence that says why, the others run. All is stopped and removed at the
 * end, and when the run is interrupted.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const runDir = await mkdtemp(join(tmpdir(), 'latchkey-'))
  const redis = startRedis(runDir)
  const samba = startSamba(runDir)
  const openldap = startOpenLdap(runDir)
  const running: Service[] = []
  // That one failed to start is told further down.
  for (const service of [redis, samba, openldap]) void service.then((it) => running.push(it)).catch(() => {})
  // A signal makes vitest leave without waiting for anybody: then only what is done at once is done.
  const abandon = (): void => {
    for (const service of running) void service.stop()
    rmSync(runDir, { recursive: true, force: true, maxRetries: 5 })
  }
  process.once('exit', abandon)
  const finish = async (): Promise<void> => {
    await Promise.allSettled([redis, samba, openldap])
    await Promise.allSettled(running.map(async (service) => service.stop()))
    await rm(runDir, { recursive: true, force: true })
    process.off('exit', abandon)
  }
  try {
    project.provide('runDir', runDir)
    project.provide('redisUrl', (await redis).url)
    project.provide('samba', await provided(samba))
    project.provide('openldap', (await openldap).data)
  } catch (error) {
    await finish()
    throw error
  }
  return finish
}

const provided = async (samba: ReturnType<typeof startSamba>): Promise<SambaProvided> => {
  try {
    const data = { ...(await samba), stop: undefined }
    return { data }
  } catch (error) {
    return { none: error instanceof Error ? error.message : String(error) }
  }
}
