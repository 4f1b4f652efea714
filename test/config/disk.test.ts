import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { demoConfig } from '../../src/config/demo.ts'
import { loadConfig } from '../../src/config/load.ts'
import { readFromDisk } from '../../src/config/secret-file.ts'
import { certificate, example, keyText } from './operator.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-config-'))
})
afterAll(() => rmSync(dir, { recursive: true }))

test('a file on disk is loaded with what it names', () => {
  const text = example.replaceAll('secrets/', '')
  for (const [name, content] of Object.entries({
    'latchkey.yaml': text,
    'key-2026': keyText,
    'ca.pem': certificate,
    'bind-password': 'Winter-Lake-2026',
    'slack-signing-secret': 'Harbour-Slack-Sign',
    'slack-bot-token': 'xoxb-Harbour-Slack-Bot',
  })) {
    writeFileSync(join(dir, name), content)
    chmodSync(join(dir, name), 0o600)
  }
  const loaded = loadConfig({ env: { LATCHKEY_CONFIG: join(dir, 'latchkey.yaml') }, demo: false })
  expect(loaded).toMatchObject({ notes: [], config: { audit: { file: join(dir, 'audit/audit.jsonl') } } })
})

test('the disk tells mode, owner and absence', () => {
  const path = join(dir, 'open')
  writeFileSync(path, 'text')
  chmodSync(path, 0o644)
  const file = readFromDisk(path)
  if ('missing' in file) throw new Error(file.missing)
  expect([file.mode & 0o777, file.uid, file.writable]).toEqual([0o644, statSync(path).uid, true])
  expect(readFromDisk(join(dir, 'none'))).toEqual({ missing: 'ENOENT' })
  expect(readFromDisk(dir)).toEqual({ missing: 'EISDIR' })
})

test('the demonstration brings its own key and a private place for audit', () => {
  const [one, two] = [demoConfig(8080), demoConfig(8080)]
  try {
    expect(one).toMatchObject({ demo: true, baseUrl: 'http://localhost:8080', listen: { host: '127.0.0.1' } })
    expect(two.keys.verify('record', 'text', one.keys.sign('record', 'text'))).toBe(false)
    expect(statSync(join(one.audit.file, '..')).mode & 0o777).toBe(0o700)
  } finally {
    for (const { audit } of [one, two]) rmSync(join(audit.file, '..'), { recursive: true })
  }
})
