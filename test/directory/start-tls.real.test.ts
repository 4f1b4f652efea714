import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { GuardedClient } from '../../src/directory/guarded-client.ts'
import { openLdap } from '../../src/directory/openldap.ts'
import { optionsFor, set } from './openldap-bench.ts'

/** ExtendedResponse to message 1: success, and protocolError. */
const yes = Buffer.from('300c02010178070a010004000400', 'hex')
const no = Buffer.from('300c02010178070a010204000400', 'hex')
/** BindResponse to message 1, as a stranger would like it to be read. */
const bound = Buffer.from('300c02010161070a010004000400', 'hex')
const request = 31

/** A line that somebody stands on. Keeps all that we said on it. */
const listening = async (serve: (near: Socket) => void) => {
  const heard: Buffer[] = []
  let lines = 0
  const open = new Set<Socket>()
  const server = createServer((near) => {
    lines += 1
    open.add(near.on('error', () => undefined).on('data', (bytes) => heard.push(bytes)))
    serve(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address()
  return {
    url: `ldap://localhost:${typeof address === 'object' && address !== null ? address.port : 0}`,
    heard: () => Buffer.concat(heard),
    lines: () => lines,
    drop: () => open.forEach((socket) => socket.destroy()),
  }
}

describe('StartTLS', () => {
  const slapd = inject('openldap')
  const { caPem, bindDn, bindPassword } = optionsFor(slapd)
  const client = (url: string, connectMs = 4000) =>
    new GuardedClient({ url, caPem, connectMs, answerMs: 6000 })
  const refusal = async (url: string, connectMs?: number): Promise<unknown> => {
    const c = client(url, connectMs)
    const error: unknown = await c.bind(bindDn, bindPassword).catch((e: unknown) => e)
    await c.close()
    return error
  }
  const answering = (...chunks: Buffer[]) =>
    listening((near) => near.once('data', () => chunks.forEach((chunk) => near.write(chunk))))

  test.each([
    ['refused by somebody on the line', no],
    ['answered with something else', bound],
    ['answered by no LDAP server', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['answered, with more in the clear behind it', Buffer.concat([yes, bound])],
    ['answered, with the beginning of more', Buffer.concat([yes, bound.subarray(0, 5)])],
  ])('%s: not one word more is said', async (_, answer) => {
    const line = await answering(answer)
    expect(await refusal(line.url)).toMatchObject({ code: 'ERR_DIRECTORY_TLS' })
    expect(line.heard().length).toBe(request)
    expect(line.lines()).toBe(1)
  })

  test('answered, and then no TLS: the password stays here', async () => {
    const line = await listening((near) => {
      near.once('data', () => {
        near.write(yes)
        near.on('data', () => near.write(bound))
      })
    })
    expect(await refusal(line.url)).toMatchObject({ name: 'Fault' })
    expect(line.heard().toString('latin1')).not.toContain(bindPassword.reveal())
    expect(line.heard()[request]).toBe(0x16)
  })

  test('never answered: given up in time', async () => {
    const line = await listening(() => undefined)
    expect(await refusal(line.url, 300)).toMatchObject({ code: 'ERR_DIRECTORY' })
    expect(line.heard().length).toBe(request)
  })

  test('after a drop nothing goes out, neither in the clear nor without a bind', async () => {
    const { hostname, port } = new URL(slapd.startTlsUrl)
    const line = await listening((near) => {
      const far = connect(Number(port), hostname).on('error', () => undefined)
      near.pipe(far).pipe(near)
      near.once('close', () => far.destroy())
    })
    const c = client(line.url)
    expect(await c.bind(bindDn, bindPassword)).toEqual({ kind: 'done' })
    expect(c.sound).toBe(true)
    expect(c.peer).toBe('127.0.0.1')
    line.drop()
    while (c.sound) await new Promise((r) => setTimeout(r, 5))
    const write = () => c.modify(slapd.peopleDn, [set('description', 'Autumn-River-2026')])
    expect((await write()).kind).toBe('unclear')
    await expect(write()).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    await c.close()
    expect(line.lines()).toBe(1)
    const clear = line.heard().toString('latin1')
    expect(clear).not.toContain('Autumn-River-2026')
    expect(clear).not.toContain(bindPassword.reveal())
    // After the request, records of TLS and nothing else.
    for (let at = request; at < line.heard().length; at += 5 + line.heard().readUInt16BE(at + 3))
      expect([0x14, 0x15, 0x16, 0x17]).toContain(line.heard()[at])
  })

  test('the server itself keeps everything else off that port', async () => {
    const d = openLdap(optionsFor(slapd, { urls: [slapd.startTlsUrl] }))
    expect((await d.people.capabilities()).server).toBe(`${slapd.startTlsUrl}#127.0.0.1`)
    await d.close()
    expect(await refusal('ldap://127.0.0.1:1')).toMatchObject({ code: 'ERR_DIRECTORY' })
    expect(() => client('http://localhost')).toThrow(/neither ldaps/)
  })
})
