import { describe, expect, test } from 'vitest'
import { CommitFrame, type CommitDialect } from '../../src/directory/commit-frame.ts'
import { usualLimits } from '../../src/directory/limits.ts'
import type { CommitOrder, CommitResult, Status } from '../../src/directory/port.ts'
import { Secret } from '../../src/lib/secret.ts'
import { Fault } from '../../src/story/errors.ts'

interface Line {
  readonly client: { close(): Promise<void> }
}
interface Seen {
  readonly status: Status
}
const status: Status = {
  person: { id: 'ada', account: 'ada', displayName: 'Ada Kempe' },
  locked: true,
  lockedByAdmin: false,
  disabled: false,
  accountExpired: false,
  passwordExpired: false,
  mustChange: false,
  policy: {
    minLength: 12,
    history: 24,
    complexity: true,
    minAgeMs: 0,
    lockoutThreshold: 5,
    lockoutMs: 0,
    source: 'default',
  },
  badPasswords: 0,
}
const order = (person = 'ada'): CommitOrder => ({
  op: 'o1',
  person,
  password: new Secret('Autumn-River-2026'),
  witness: { person, server: 'ldaps://dc1#DC1', setAt: '1', writes: 1 },
  mustChange: false,
})

/** A frame around a dialect that does as it is told, with what happened in order. */
const framed = (change: Partial<CommitDialect<Line, Seen>> = {}, pinned?: () => Promise<Line>) => {
  const did: string[] = []
  const clock = { at: 0, now: (): number => clock.at }
  const line: Line = { client: { close: () => Promise.resolve(void did.push('closed')) } }
  const open = (name: string) => () => Promise.resolve((did.push(name), line))
  const dialect: CommitDialect<Line, Seen> = {
    look: () => Promise.resolve({ status }),
    ready: () =>
      Promise.resolve(() => Promise.resolve<CommitResult>((did.push('written'), { kind: 'committed' }))),
    lift: () => Promise.resolve((did.push('lifted'), { kind: 'done' })),
    sort: () => ({ kind: 'refused', reason: 'noRight', detail: 'code 50' }),
    ...change,
  }
  const servers = { fresh: open('fresh'), pinned: pinned ?? open('pinned') }
  return { frame: new CommitFrame(servers, dialect, clock, usualLimits), did, clock }
}

/** A piece of work that waits until it is let go. */
const held = () => {
  let go: () => void = () => undefined
  const gone = new Promise<void>((resolve) => (go = resolve))
  return { go, gone }
}

describe('a commit', () => {
  test('goes out on a line of its own to the server of the witness, which is closed after it', async () => {
    const { frame, did } = framed()
    expect(await frame.commit(order())).toEqual({ kind: 'committed' })
    expect(did).toEqual(['pinned', 'written', 'closed'])
  })

  test('for which it took too long to get ready is not begun', async () => {
    const { frame, did, clock } = framed({
      ready: () => {
        clock.at = usualLimits.beginMs + 1
        return Promise.resolve(() =>
          Promise.resolve<CommitResult>((did.push('written'), { kind: 'committed' })),
        )
      },
    })
    expect(await frame.commit(order())).toMatchObject({ kind: 'notCommitted', untried: true })
    expect(did).toEqual(['pinned', 'closed'])
  })

  test('that may not be is told why, and closed', async () => {
    const no = { kind: 'refused', reason: 'protected', detail: 'privileged' } as const
    const { frame, did } = framed({ ready: () => Promise.resolve(no) })
    expect(await frame.commit(order())).toEqual(no)
    expect(did).toEqual(['pinned', 'closed'])
  })

  test('whose server is away was never tried; a bug is not taken for that', async () => {
    const away = framed({}, () => Promise.reject(new Fault('ERR_DIRECTORY', 'away')))
    expect(await away.frame.commit(order())).toMatchObject({ kind: 'notCommitted', untried: true })
    const bug = framed({ ready: () => Promise.reject(new TypeError('a bug')) })
    await expect(bug.frame.commit(order())).rejects.toThrow(TypeError)
    expect(bug.did).toEqual(['pinned', 'closed'])
  })

  test('waits for the one before it for the same person, in all for as many as a server takes; waiting counts', async () => {
    const { go, gone } = held()
    const begun: string[] = []
    const { frame, clock } = framed({
      ready: async (_line, { person }) => {
        begun.push(person)
        await gone
        return () => {
          clock.at = usualLimits.beginMs + 1
          return Promise.resolve({ kind: 'committed' })
        }
      },
    })
    const all = ['ada', 'ada', 'ben', 'cleo'].map((person) => frame.commit(order(person)))
    await new Promise((soon) => setImmediate(soon))
    expect(begun).toEqual(['ada', 'ben'])
    go()
    const [first, , , last] = await Promise.all(all)
    expect(first).toEqual({ kind: 'committed' })
    expect(last).toMatchObject({ kind: 'notCommitted', untried: true })
  })
})

describe('an unlock', () => {
  test('is bound to what was looked at on its own line', async () => {
    const { frame, did } = framed()
    expect(await frame.unlock('ada')).toEqual({ kind: 'unlocked' })
    expect(did).toEqual(['fresh', 'lifted', 'closed'])
  })

  test.each<[string, Seen | undefined, string]>([
    ['somebody who is gone', undefined, 'gone'],
    ['a disabled person', { status: { ...status, disabled: true } }, 'disabled'],
    ['whom an administrator locked', { status: { ...status, lockedByAdmin: true } }, 'lockedByAdmin'],
  ])('of %s is refused, and nothing is lifted', async (_who, seen, reason) => {
    const { frame, did } = framed({ look: () => Promise.resolve(seen) })
    expect(await frame.unlock('ada')).toMatchObject({ kind: 'refused', reason })
    expect(did).toEqual(['fresh', 'closed'])
  })

  test('that the server refuses is told in its words; an unclear one may be asked again', async () => {
    const no = framed({ lift: () => Promise.resolve({ kind: 'refused', code: 50, text: '' }) })
    expect(await no.frame.unlock('ada')).toMatchObject({ kind: 'refused', reason: 'noRight' })
    const unclear = framed({ lift: () => Promise.resolve({ kind: 'unclear', text: 'no answer' }) })
    await expect(unclear.frame.unlock('ada')).rejects.toMatchObject({ code: 'ERR_DIRECTORY' })
    expect(unclear.did).toEqual(['fresh', 'closed'])
  })

  test('that is neither refused nor done is a fault', async () => {
    const { frame } = framed({
      lift: () => Promise.resolve({ kind: 'refused', code: 51, text: 'busy' }),
      sort: () => ({ kind: 'notCommitted', detail: 'code 51: busy' }),
    })
    await expect(frame.unlock('ada')).rejects.toThrow('code 51: busy')
  })
})
