import { strict as assert } from 'node:assert'
import * as fc from 'fast-check'
import { GuardedClient, type Answer } from '../../../src/directory/guarded-client.ts'
import type { Entry } from '../../../src/directory/entry.ts'
import { Secret } from '../../../src/lib/secret.ts'
import { Fault } from '../../../src/story/errors.ts'
import { anyText, bentBytes, edits, type Edits } from '../bent.ts'
import { claim, type Target } from '../claim.ts'
import { found, hostileServer, message, result, type HostileServer } from '../hostile-server.ts'
import { entryClaims } from './ldap-entries.ts'

const dn = 'cn=svc,dc=corp,dc=example'
const password = new Secret('not a password of anybody')
const attributes = ['cn', 'mail', 'objectGUID']

const clientOf = ({ url, caPem }: HostileServer, answerMs: number): GuardedClient =>
  new GuardedClient({ url, caPem, connectMs: 20_000, answerMs })

type Came = Answer | readonly Entry[] | Fault

/** What came of a request: an answer, entries, or a fault of ours. Anything else is a bug. */
const came = async (request: Promise<Answer | readonly Entry[]>): Promise<Came> =>
  await request.catch((cause: unknown) => {
    assert.ok(cause instanceof Fault, `${String(cause)}\n${cause instanceof Error ? cause.stack : ''}`)
    return cause
  })

const entry = fc.record({
  dn: anyText(40),
  values: fc.dictionary(fc.constantFrom(...attributes, 'memberOf;range=0-1'), fc.array(anyText(20))),
})
const codes = fc.oneof(fc.constantFrom(0, 1, 10, 32, 49, 50, 51, 52, 80), fc.nat({ max: 255 }))

const searchAnswer = (
  id: Buffer,
  entries: readonly { dn: string; values: Record<string, string[]> }[],
  code: number,
) =>
  Buffer.concat([
    ...entries.map((one) => message(id, found(one.dn, one.values))),
    message(id, result(0x65, code, 'a text')),
  ])

const whole = (server: HostileServer) =>
  claim(
    'what a server says in good form is read as it was said',
    fc.record({ entries: fc.array(entry, { maxLength: 3 }), code: codes }),
    async ({ entries, code }) => {
      server.script = (n, id) =>
        n === 0 ? message(id, result(0x61, 0)) : n === 1 ? searchAnswer(id, entries, code) : Buffer.alloc(0)
      const client = clientOf(server, 20_000)
      try {
        assert.deepEqual(await client.bind(dn, password), { kind: 'done' })
        const got = await came(client.search('dc=corp,dc=example', { scope: 'sub', attributes }))
        if (code === 0) {
          assert.ok(Array.isArray(got))
          assert.deepEqual(
            got.map((one: Entry) => one.dn),
            entries.map((one) => one.dn.toWellFormed()),
          )
        } else if (code === 32) assert.deepEqual(got, [])
        else assert.ok(got instanceof Fault)
      } finally {
        await client.close()
      }
    },
    0.1,
  )

const reply = fc.record({
  /** Answers to the bind, to the search and to the modify that follow one another. */
  code: codes,
  entries: fc.array(entry, { maxLength: 2 }),
  by: fc.tuple(edits(0), edits(0), edits(0)),
  at: fc.nat({ max: 2 }),
  wild: fc.oneof({ weight: 3, arbitrary: fc.constant('') }, { weight: 1, arbitrary: anyText(80) }),
  otherId: fc.boolean(),
})

const said = (n: number, id: Buffer, code: number, entries: Parameters<typeof searchAnswer>[1]): Buffer =>
  n === 0
    ? message(id, result(0x61, code))
    : n === 1
      ? searchAnswer(id, entries, code)
      : message(id, result(0x67, code))

const broken = (bytes: Buffer, by: Edits): Buffer => bentBytes(bytes, by)

const hostile = (server: HostileServer) =>
  claim(
    'whatever bytes a server sends are an answer, entries or a fault, and the session ends with them',
    reply,
    async ({ code, entries, by, at, wild, otherId }) => {
      server.script = (n, id) => {
        const own = otherId && n === at ? Buffer.from([99]) : id
        if (n > 2) return Buffer.alloc(0)
        if (n === at && wild !== '') return Buffer.from(wild, 'latin1')
        return n === at ? broken(said(n, own, code, entries), by[n] ?? []) : said(n, id, 0, entries)
      }
      const client = clientOf(server, 150)
      try {
        const bound = await came(client.bind(dn, password))
        const rest = [
          await came(client.search('dc=corp,dc=example', { scope: 'sub', attributes })),
          await came(client.modify(dn, [])),
        ]
        // After the first doubt nothing more is sent, whatever the server says then.
        if ('kind' in bound && bound.kind !== 'done') for (const one of rest) assert.ok(one instanceof Fault)
      } finally {
        await client.close()
      }
    },
    0.2,
  )

export const ldapAnswers: Target = {
  name: 'ldap-answers',
  async open() {
    const server = await hostileServer()
    return { claims: [...entryClaims, whole(server), hostile(server)], close: () => server.close() }
  },
}
