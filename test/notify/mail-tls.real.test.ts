import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { mail } from '../../src/notify/mail.ts'
import { TestAuthority } from '../services/authority.ts'
import { type Manners, smtpServer } from './smtp-server.ts'

const notice = { to: 'ada@corp.example', subject: 'Changed', text: 'At 9:30.\n', key: 'f1' }
let dir = ''
let ca = ''
const leaves: Record<string, { key: string; cert: string }> = {}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'latchkey-mail-'))
  const authority = await TestAuthority.create(dir)
  ca = readFileSync(authority.caFile, 'utf8')
  for (const [name, alt] of [
    ['right', 'IP:127.0.0.1'],
    ['other', 'DNS:elsewhere.example'],
  ] as const) {
    const { certFile, keyFile } = await authority.leaf(name, alt)
    leaves[name] = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
  }
})
afterAll(() => rmSync(dir, { recursive: true }))

/** Sends one mail to a server of another machine, as far as we know. */
const sendTo = async (manners: Manners, trusted: { ca?: string }) => {
  await using server = await smtpServer({ extensions: ['STARTTLS', 'AUTH PLAIN'], ...manners })
  const url = new Secret(server.url.replace('//', '//latchkey:Winter-Lake-2026@'))
  const mailer = mail(
    { url, from: 'latchkey@corp.example', isLocal: () => false, ...trusted },
    { now: () => 0 },
  )
  const outcome = await mailer.send(notice).then(
    () => 'sent',
    (fault: { code: string }) => fault.code,
  )
  return { outcome, heard: server.heard, messages: server.messages, finding: await mailer.check() }
}

const begins = ['at once', 'on command'] as const

test.each(begins)('TLS %s with a trusted certificate carries password and message', async (when) => {
  const { outcome, heard, messages, finding } = await sendTo(
    { tls: { begins: when, ...leaves['right'] } },
    { ca },
  )
  expect([outcome, messages.length, finding.ok]).toEqual(['sent', 1, true])
  const auth = heard.findIndex((line) => line.startsWith('AUTH'))
  expect(when === 'at once' || heard.indexOf('(secured)') < auth).toBe(true)
})

test.each(
  begins.flatMap(
    (when) =>
      [
        [when, 'of an authority that we do not know', 'right', {}],
        [when, 'of another host', 'other', { trust: true }],
      ] as const,
  ),
)('TLS %s with a certificate %s gets neither', async (when, _what, leaf, trust) => {
  const { outcome, heard, messages, finding } = await sendTo(
    { tls: { begins: when, ...leaves[leaf] } },
    'trust' in trust ? { ca } : {},
  )
  expect([outcome, messages.length, finding.ok]).toEqual(['ERR_MAIL', 0, false])
  expect(heard.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([])
})
