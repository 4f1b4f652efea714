import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startRedis } from './redis.ts'

declare module 'vitest' {
  interface ProvidedContext {
    redisUrl: string
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'latchkey-'))
  const redis = await startRedis(dir)
  project.provide('redisUrl', redis.url)
  return async () => {
    await redis.stop()
    await rm(dir, { recursive: true, force: true })
  }
}
