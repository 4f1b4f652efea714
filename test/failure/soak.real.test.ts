import { expect, inject, test } from 'vitest'
import { providedSamba } from '../services/provided.ts'
import { samba } from './directory-hands.ts'
import { soak } from './soak.ts'

test('three replicas killed at random under many journeys: the directory’s ledger is the audit’s', async () => {
  const bench = await samba(providedSamba())
  const redis = new URL('/7', inject('redisUrl')).href
  try {
    const soaked = await soak({ seconds: 12, journeys: 12, replicas: 3, dir: inject('runDir'), redis, bench })
    process.stdout.write(`soak: ${JSON.stringify(soaked)}\n`)
    expect(soaked.faults).toEqual([])
    expect(soaked.written).toBe(soaked.told)
    expect(soaked.kills).toBeGreaterThan(0)
    expect(soaked.backIn).toBeGreaterThanOrEqual(12)
  } finally {
    await bench.hands.close()
  }
})
