import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { eventsIn } from '../../../src/activity/body.ts'
import { readEvent } from '../../../src/activity/read-event.ts'
import { day, minute } from '../../../src/lib/clock.ts'
import { noon } from '../../contracts/activity.ts'
import { ecs, ocsf, post, scene } from '../../activity/ingest-scene.ts'
import { anyText, bent, edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const samples = [
  ocsf('e1'),
  ecs('e2'),
  ecs('e3', { event: { kind: 'alert' } }),
  { revoked: ['e1'], user: { name: 'ada' } },
]
const paths = [
  'time',
  '@timestamp',
  'user',
  'event',
  'src_endpoint',
  'source',
  'device',
  'metadata',
  'finding_info',
  'class_uid',
]

/** A true event with one part of it replaced by anything at all. */
const odd = fc
  .tuple(fc.constantFrom(...samples), fc.constantFrom(...paths), fc.jsonValue())
  .map(([event, path, value]) => ({ ...event, [path]: value }))

const texts = fc.oneof(
  fc
    .tuple(fc.constantFrom(...samples), edits(0))
    .map(([event, changes]) => bent(JSON.stringify(event), changes)),
  fc.array(fc.oneof(odd, fc.jsonValue()), { maxLength: 5 }).map((events) => JSON.stringify(events)),
  fc.array(odd, { maxLength: 5 }).map((events) => events.map((one) => JSON.stringify(one)).join('\n')),
  anyText(300),
)

const reading = claim(
  'whatever an event holds, what is read of it is short, in time and of a known kind',
  odd,
  (event) => {
    const told = readEvent(event, noon, noon - 180 * day)
    assert.ok(['signIn', 'bad', 'ignored', 'refused'].includes(told.kind))
    assert.ok(JSON.stringify(told).length < 30_000)
    if (told.kind === 'signIn') assert.ok(told.at > noon - 180 * day && told.at <= noon + 5 * minute)
    if (told.kind === 'bad') assert.ok(told.from <= told.to && told.to <= noon + 5 * minute)
  },
)

const bodies = claim(
  'any bytes of a body are events or a reason, zipped or not',
  fc.tuple(texts, fc.boolean()),
  async ([text, zip]) => {
    const read = await eventsIn(Buffer.from(text), zip ? 'gzip' : null)
    assert.ok(
      typeof read === 'string' ? ['size', 'count', 'encoding', 'json'].includes(read) : read.length <= 5000,
    )
  },
)

/** Long-lived: whatever came before is still there. */
const open = async () => {
  const scened = await scene()
  const sending = claim(
    'a signed body of anything is answered, counts every event once, and teaches about nobody else',
    texts,
    async (text) => {
      const said: Record<string, unknown> = await scened.send(post(noon, text))
      assert.ok(
        said['status'] === 200 || said['status'] === 400 || said['status'] === 413,
        JSON.stringify(said),
      )
      if (said['status'] !== 200) return
      const took = scened.took.at(-1)
      const read = await eventsIn(Buffer.from(text), null)
      assert.ok(took !== undefined && typeof read !== 'string')
      const { kept, repeated, revoked, ignored, refused } = took
      assert.equal(kept + repeated + revoked + ignored + refused.length, read.length)
      assert.deepEqual(await scened.known('grace'), [])
      assert.ok((await scened.known('ada')).length <= 200)
      assert.deepEqual(scened.faults, [])
    },
  )
  return { claims: [reading, bodies, sending] }
}

export const activityEvents: Target = { name: 'activity-events', open }
