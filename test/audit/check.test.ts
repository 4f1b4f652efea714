import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkAuditFile } from '../../src/audit/check.ts'
import { openFileSink } from '../../src/audit/file-sink.ts'
import { folder } from './disk.ts'

test('the doctor finds the audit file writable, before it exists and while it is in use', async () => {
  using dir = folder()
  const path = join(dir.path, 'not/yet/a.jsonl')
  expect(await checkAuditFile(path)).toMatchObject({ ok: true })
  const sink = await openFileSink(path)
  expect(await checkAuditFile(path)).toMatchObject({ ok: true })
  await sink.close()
})

test('the doctor names a place that nobody can write to', async () => {
  const { ok, fix } = await checkAuditFile('/dev/null/a.jsonl')
  expect([ok, fix]).toEqual([false, expect.stringContaining('audit.file')])
})
