import { describe, expect, test } from 'vitest'
import { Secret } from '../../src/lib/secret.ts'
import { mail, type MailServer } from '../../src/notify/mail.ts'
import { type SmtpServer, smtpServer } from './smtp-server.ts'

const clock = { now: () => Date.UTC(2026, 10, 23, 9, 30) }
const from = 'Latchkey <latchkey@corp.example>'
const notice = {
  to: 'ada@corp.example',
  subject: 'Your password was changed',
  text: 'At 9:30.\n',
  key: 'f1:told',
}

const mailer = (server: Pick<SmtpServer, 'url'>, more: Partial<MailServer> = {}) =>
  mail({ url: new Secret(server.url), from, ...more }, clock)

/** Headers by lower-case name, and the body, of a message as it crossed the wire. */
const read = (message: string) => {
  const [head = '', ...body] = message.split('\r\n\r\n')
  const lines = head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')
  const headers: Record<string, string> = {}
  for (const line of lines) headers[line.split(':')[0]?.toLowerCase() ?? ''] = line.replace(/^[^:]*: ?/, '')
  return { headers, body: body.join('\r\n\r\n') }
}

describe('a mail', () => {
  test('arrives with what it says, who sent it and when', async () => {
    await using server = await smtpServer()
    await mailer(server).send(notice)
    const { headers, body } = read(server.messages[0] ?? '')
    expect(headers).toMatchObject({
      from,
      to: 'ada@corp.example',
      subject: 'Your password was changed',
      date: 'Mon, 23 Nov 2026 09:30:00 +0000',
      'content-type': 'text/plain; charset=utf-8',
      'auto-submitted': 'auto-generated',
      'x-auto-response-suppress': 'All',
    })
    expect(body).toBe('At 9:30.')
    expect(server.heard).toContain('RCPT TO:<ada@corp.example>')
  })

  test('sent again has the same Message-ID, another one has not', async () => {
    await using server = await smtpServer()
    for (const key of ['a', 'a', 'b']) await mailer(server).send({ ...notice, key })
    const ids = server.messages.map((message) => read(message).headers['message-id'])
    expect(ids[0]).toMatch(/^<[\w-]{43}@corp\.example>$/)
    expect([ids[0] === ids[1], ids[0] === ids[2]]).toEqual([true, false])
  })

  test('keeps letters that are not ASCII', async () => {
    await using server = await smtpServer()
    await mailer(server).send({ ...notice, subject: 'Zurück, Núñez 😀', text: 'Grüße, 你好' })
    const { headers, body } = read(server.messages[0] ?? '')
    expect(decoded(headers['subject'] ?? '')).toBe('Zurück, Núñez 😀')
    expect(quotedPrintable(body)).toBe('Grüße, 你好')
  })

  test.each([
    ['a line break in the subject', { subject: 'Hello\r\nBcc: eve@evil.example' }],
    ['a bare newline in the subject', { subject: 'Hello\nX-Evil: 1\n\nbody' }],
    ['a separator in the subject', { subject: 'Hello\u2028Bcc: eve@evil.example' }],
    ['a key made of headers', { key: 'k>\r\nBcc: eve@evil.example' }],
  ])('with %s has no header more than any other', async (_what, change) => {
    await using server = await smtpServer()
    await mailer(server).send(notice)
    await mailer(server).send({ ...notice, ...change })
    const [plain, odd] = server.messages.map(read)
    expect(Object.keys(odd?.headers ?? {})).toEqual(Object.keys(plain?.headers ?? {}))
    expect(server.heard.filter((line) => line.startsWith('RCPT'))).toEqual(
      Array(2).fill('RCPT TO:<ada@corp.example>'),
    )
  })

  test.each([
    'ada@corp.example\r\nRCPT TO:<eve@evil.example>',
    'ada@corp.example, eve@evil.example',
    'ada@corp.example;eve@evil.example',
    'Ada <ada@corp.example>',
    '"ada eve"@corp.example',
    'ada',
    '',
    '@corp.example',
  ])('to %j is not even tried', async (to) => {
    await using server = await smtpServer()
    await expect(mailer(server).send({ ...notice, to })).rejects.toMatchObject({ code: 'ERR_MAIL' })
    expect(server.heard).toEqual([])
  })

  test('whose text ends lines with a dot comes through whole', async () => {
    await using server = await smtpServer()
    await mailer(server).send({ ...notice, text: 'one\n.\nRCPT TO:<eve@evil.example>\n..two\n' })
    expect(read(server.messages[0] ?? '').body).toBe('one\r\n.\r\nRCPT TO:<eve@evil.example>\r\n..two')
    expect(server.messages).toHaveLength(1)
  })
})

describe('a mail server', () => {
  test('that hangs is given up in time', async () => {
    await using server = await smtpServer({ hangs: true })
    await expect(mailer(server, { patienceMs: 60 }).send(notice)).rejects.toMatchObject({ code: 'ERR_MAIL' })
    expect(await mailer(server, { patienceMs: 60 }).check()).toMatchObject({ ok: false })
  })

  test('that never comes to an end, and never falls silent, is given up as well', async () => {
    await using server = await smtpServer({ dripsOn: 'MAIL' })
    await expect(mailer(server, { patienceMs: 80 }).send(notice)).rejects.toMatchObject({ code: 'ERR_MAIL' })
    expect(server.messages).toEqual([])
  })

  test.each([
    ['the recipient', { RCPT: '550 no such user' }],
    ['the sender', { MAIL: '550 go away' }],
    ['everything', { EHLO: '554 closed', HELO: '554 closed' }],
  ])('that refuses %s is a fault, and nothing was sent', async (_what, replies) => {
    await using server = await smtpServer({ replies })
    await expect(mailer(server).send(notice)).rejects.toMatchObject({ code: 'ERR_MAIL' })
    expect(server.messages).toEqual([])
  })

  test('that is not there is a fault', async () => {
    const gone = await smtpServer()
    await gone[Symbol.asyncDispose]()
    await expect(mailer(gone).send(notice)).rejects.toMatchObject({ code: 'ERR_MAIL' })
    expect(await mailer(gone).check()).toMatchObject({ ok: false, name: 'mail' })
  })

  test('elsewhere gets neither password nor message before TLS, whatever it says it can do', async () => {
    const url = (server: SmtpServer) => ({ url: server.url.replace('//', '//latchkey:Winter-Lake-2026@') })
    for (const extensions of [['AUTH PLAIN LOGIN'], ['AUTH PLAIN LOGIN', 'STARTTLS']]) {
      await using server = await smtpServer({ extensions, replies: { STARTTLS: '454 not today' } })
      const remote = mailer(url(server), { isLocal: () => false })
      await expect(remote.send(notice)).rejects.toMatchObject({ code: 'ERR_MAIL' })
      expect(await remote.check()).toMatchObject({ ok: false, says: expect.stringContaining('encryption') })
      expect(server.heard.filter((line) => /^(AUTH|MAIL)/.test(line))).toEqual([])
    }
  })

  test('on this machine is spoken to in the clear, with user and password where given', async () => {
    await using server = await smtpServer({ extensions: ['AUTH PLAIN'] })
    const url = server.url.replace('//', '//latchkey:Winter%2DLake%2D2026@')
    const local = mailer({ url })
    expect(await local.check()).toMatchObject({ ok: true })
    await local.send(notice)
    const plain = `AUTH PLAIN ${Buffer.from('\0latchkey\0Winter-Lake-2026').toString('base64')}`
    expect(server.heard).toContain(plain)
  })

  test('that refuses the password is named, without the password and without its own words', async () => {
    await using server = await smtpServer({
      extensions: ['AUTH PLAIN'],
      replies: { AUTH: '535 Winter-Lake-2026 is wrong' },
    })
    const finding = await mailer({ url: server.url.replace('//', '//latchkey:Winter-Lake-2026@') }).check()
    expect(finding).toMatchObject({
      ok: false,
      says: expect.stringContaining('refuses the user or password'),
    })
    expect(JSON.stringify(finding)).not.toContain('Winter')
  })
})

const quotedPrintable = (text: string): string =>
  Buffer.from(
    text
      .replaceAll('=\r\n', '')
      .replaceAll(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  ).toString('utf8')

const decoded = (header: string): string =>
  header
    .replaceAll(/\?= =\?/g, '?==?')
    .replaceAll(/=\?UTF-8\?(B|Q)\?([^?]*)\?=/gi, (_all, how: string, text: string) =>
      how.toUpperCase() === 'B'
        ? Buffer.from(text, 'base64').toString()
        : quotedPrintable(text.replaceAll('_', ' ')),
    )
