import { parseArgs } from 'node:util'
import { setTimeout as wait } from 'node:timers/promises'
import { openOffice } from './office.ts'
import { sendJunk } from './junk.ts'

/**
 * `npm run corpus -- --requests 100000`: the service under junk, and how much more it holds afterwards, garbage collected. Prints
 * one line of JSON; exits 1 when the heap grew by more than it may, or any junk was taken for more than that.
 */
const mostGrownBytes = 1.5 * 1024 * 1024

const { values } = parseArgs({ options: { requests: { type: 'string', default: '100000' } } })
const requests = Number(values.requests)
const { gc } = globalThis
if (gc === undefined) throw new Error('run with --expose-gc')

const settled = async (): Promise<NodeJS.MemoryUsage> => {
  for (let n = 0; n < 4; n++) {
    await wait(100)
    await gc({ execution: 'async', type: 'major' })
  }
  return process.memoryUsage()
}

const office = await openOffice(undefined, false)
// Code is compiled and pools are filled by then.
await sendJunk(office, 3000)
const keysOf = async (): Promise<number> => {
  let keys = 0
  for await (const batch of office.store.list()) keys += batch.length
  return keys
}
const [before, keysBefore] = [await settled(), await keysOf()]
const began = performance.now()
const held = ({ heapUsed, external }: NodeJS.MemoryUsage): number => heapUsed + external
const statuses = new Map<number, number>()
// A leak goes on from quarter to quarter; what is filled once, or given back late, does not.
const heldByQuarter: number[] = []
for (let quarter = 0; quarter < 4; quarter++) {
  for (const [status, times] of await sendJunk(office, requests / 4))
    statuses.set(status, (statuses.get(status) ?? 0) + times)
  heldByQuarter.push(held(await settled()))
}
const seconds = (performance.now() - began) / 1000
const [after, keysAfter] = [await settled(), await keysOf()]
const grown = held(after) - Math.min(held(before), ...heldByQuarter)
const ok = grown <= mostGrownBytes && keysAfter === keysBefore
const line = JSON.stringify({
  ok,
  requests,
  grownBytes: grown,
  heldByQuarter,
  mostGrownBytes,
  heapBefore: before.heapUsed,
  heapAfter: after.heapUsed,
  rssBefore: before.rss,
  rssAfter: after.rss,
  newKeys: keysAfter - keysBefore,
  seconds: Math.round(seconds),
  statuses: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
})
process.stdout.write(`${line}\n`)
await office.close()
process.exit(ok ? 0 : 1)
