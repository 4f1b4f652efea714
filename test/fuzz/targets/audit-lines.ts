import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync } from 'node:fs'
import { open, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { entryOf, lineOf } from '../../../src/audit/entry.ts'
import { readTail } from '../../../src/audit/tail.ts'
import { eventNames, type AuditEvent } from '../../../src/story/event.ts'
import { anyJson, anyText, bentBytes, edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'

const detail = fc.dictionary(
  fc.oneof(
    fc.stringMatching(/^[a-z]\w{0,12}$/),
    anyText(12),
    fc.constantFrom('seq', 'at', 'event', 'flow', 'id', '__proto__', 'constructor'),
  ),
  fc.oneof(anyText(600), fc.double(), fc.boolean(), fc.constant(null), fc.array(anyText(40)), anyJson()),
  { maxKeys: 6 },
)
const event = fc.record(
  {
    event: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom<string[]>(...eventNames) },
      { weight: 1, arbitrary: anyText() },
    ),
    id: anyText(300),
    flow: anyText(300),
    detail,
  },
  { requiredKeys: ['event'] },
)
const at = fc.nat({ max: 4_000_000_000_000 })

/** The event's line, or undefined where it was no event of ours. */
const written = (given: object, seq: number, at: number): string | undefined => {
  const told: AuditEvent = JSON.parse(JSON.stringify(given))
  try {
    return lineOf(seq, entryOf(told, at))
  } catch (cause) {
    assert.ok(cause instanceof TypeError, String(cause))
    return undefined
  }
}

const lines = claim(
  'an event is one line of JSON that says what it was told, or is refused',
  fc.record({ event, seq: fc.nat(), at }),
  ({ event, seq, at }) => {
    const line = written(event, seq, at)
    if (line === undefined) return
    assert.equal(line.indexOf('\n'), line.length - 1)
    assert.ok(!/[\r\0]/.test(line))
    const read: Readonly<Record<string, unknown>> = JSON.parse(line)
    assert.deepEqual([read['seq'], read['at'], read['event']], [seq, at, event.event])
    assert.ok(Buffer.from(line).equals(Buffer.from(Buffer.from(line).toString('utf8'))), 'not UTF-8')
    for (const [name, value] of Object.entries(event.detail ?? {})) {
      const kept = read[name]
      if (typeof value === 'string' && value.length <= 256) assert.equal(kept, value.toWellFormed())
      else if (typeof value === 'boolean') assert.equal(kept, value)
    }
    assert.ok(line.length < 64 * 1024)
  },
)

const ends = (file: string) =>
  claim(
    'whatever stands behind the last whole line is found torn, and the count goes on',
    fc.record({ events: fc.array(fc.tuple(event, at), { maxLength: 6 }), torn: anyText(80), by: edits(0) }),
    async ({ events, torn, by }) => {
      let seq = 0
      const whole = events.flatMap(([one, at]) => written(one, seq + 1, at) ?? [])
      const numbered = whole.map((line) => line.replace(/^\{"seq":\d+/, () => `{"seq":${(seq += 1)}`))
      const next = numbered.at(-1) ?? ''
      const half = bentBytes(Buffer.from(next), by)
      const tail = Buffer.concat([half, Buffer.from(torn)]).filter((byte) => byte !== 10)
      await writeFile(file, Buffer.concat([Buffer.from(numbered.join('')), tail]))
      const handle = await open(file, 'r')
      try {
        const got = await readTail(handle, Buffer.byteLength(numbered.join('')) + tail.length)
        if (seq === 0 && got === undefined) return
        assert.deepEqual([got?.seq, got?.wholeBytes], [seq, Buffer.byteLength(numbered.join(''))])
        assert.ok(got?.torn.equals(tail))
      } finally {
        await handle.close()
      }
    },
    0.2,
  )

export const auditLines: Target = {
  name: 'audit-lines',
  open() {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-fuzz-'))
    return Promise.resolve({
      claims: [lines, ends(join(folder, 'audit.jsonl'))],
      close: async () => rmSync(folder, { recursive: true, force: true }),
    })
  },
}
