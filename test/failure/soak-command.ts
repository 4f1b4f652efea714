import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { installMissing } from '../services/install.ts'
import { startRedis } from '../services/redis.ts'
import { startSamba } from '../services/samba/index.ts'
import { samba } from './directory-hands.ts'
import { soak } from './soak.ts'

/** `npm run soak -- --minutes 2 --journeys 200 --replicas 3`: ends with 0 when the two ledgers are equal. */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    journeys: { type: 'string', default: '200' },
    replicas: { type: 'string', default: '3' },
  },
})
await installMissing()
const dir = await mkdtemp(join(tmpdir(), 'latchkey-soak-'))
const [redis, domain] = await Promise.all([startRedis(dir), startSamba(dir)])
const bench = await samba(domain)
const { faults, ...counts } = await soak({
  seconds: Number(values.minutes) * 60,
  journeys: Number(values.journeys),
  replicas: Number(values.replicas),
  dir,
  redis: redis.url,
  bench,
})
await bench.hands.close()
await Promise.all([redis.stop(), domain.stop()])
await rm(dir, { recursive: true, force: true })
process.stdout.write(`${JSON.stringify(counts, null, 2)}\n`)
for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`)
const equal = faults.length === 0 && counts.written === counts.told
process.stdout.write(equal ? 'soak: the ledgers are equal\n' : 'soak: THE LEDGERS DIFFER\n')
process.exit(equal ? 0 : 1)
