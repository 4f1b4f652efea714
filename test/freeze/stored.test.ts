import { describe, expect, test } from 'vitest'
import { freezes } from '../../src/freeze/freezes.ts'
import { linkLastsMs, links } from '../../src/freeze/links.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import type { Store } from '../../src/story/record.ts'
import { say } from '../../src/story/card.ts'

const now = Date.UTC(2026, 5, 1, 9)
const ringOf = (...texts: readonly string[]) =>
  new Keyring(texts.map((text) => ({ id: text.slice(0, 2), bytes: Buffer.alloc(32, text) })))
const keyring = ringOf('k1 test')
const notice = {
  person: { id: 'id-ada', account: 'ada', displayName: 'Ada Byron' },
  says: say('told.linked', { account: 'ada' }),
  at: now,
}

/** A store whose every written text can be read by a thief. */
const copied = (): { store: Store; text: () => string; keys: () => readonly string[] } => {
  const under = memoryStore({ now: () => now })
  const seen: string[] = []
  const keys: string[] = []
  const write: Store['write'] = (changes) => {
    for (const { key, value } of changes) {
      keys.push(key)
      seen.push(`${key} ${value ?? ''}`)
    }
    return under.write(changes)
  }
  return {
    store: { ...under, read: (key) => under.read(key), write },
    text: () => seen.join('\n'),
    keys: () => keys,
  }
}

const parts = (fragment: string): [id: string, token: string] => {
  const [version, id = '', token = ''] = fragment.split('.')
  expect(version).toBe('v1')
  return [id, token]
}

describe('the link of a notice', () => {
  test('opens its notice, once', async () => {
    const { store } = copied()
    const [id, token] = parts(await links(store, keyring).mint('mail-1', notice))
    const opened = await links(store, keyring).open(id, token, now)
    expect(opened?.notice).toEqual(notice)
    await store.write(opened === undefined ? [] : [opened.spend])
    expect(await links(store, keyring).open(id, token, now)).toBeUndefined()
  })

  test('holds 256 bits, of which the store has only a hash', async () => {
    const { store, text } = copied()
    const [id, token] = parts(await links(store, keyring).mint('mail-1', notice))
    expect(Buffer.from(token, 'base64url')).toHaveLength(32)
    expect(text()).toContain(id)
    for (const form of [token, Buffer.from(token, 'base64url').toString('hex'), encodeURIComponent(token)])
      expect(text()).not.toContain(form)
  })

  test('is the same when its mail is sent again, and stays used up', async () => {
    const { store } = copied()
    const first = await links(store, keyring).mint('mail-1', notice)
    expect(await links(store, keyring).mint('mail-1', notice)).toBe(first)
    expect(await links(store, keyring).mint('mail-2', notice)).not.toBe(first)
    const opened = await links(store, keyring).open(...parts(first), now)
    await store.write(opened === undefined ? [] : [opened.spend])
    await links(store, keyring).mint('mail-1', notice)
    expect(await links(store, keyring).open(...parts(first), now)).toBeUndefined()
  })

  test('is the same when its mail is sent again after another key was made current, and stays used up', async () => {
    const { store } = copied()
    const first = await links(store, keyring).mint('mail-1', notice)
    const later = links(store, ringOf('k2 other', 'k1 test'))
    expect(await later.mint('mail-1', notice)).toBe(first)
    const opened = await later.open(...parts(first), now)
    expect(opened?.notice).toEqual(notice)
    await store.write(opened === undefined ? [] : [opened.spend])
    for (const again of [first, await later.mint('mail-1', notice)])
      expect(await later.open(...parts(again), now)).toBeUndefined()
  })

  test('is one, also when two processes with different current keys send its mail at once', async () => {
    const { store } = copied()
    const [one, two] = await Promise.all([
      links(store, ringOf('k1 test', 'k2 other')).mint('mail-1', notice),
      links(store, ringOf('k2 other', 'k1 test')).mint('mail-1', notice),
    ])
    expect(two).toBe(one)
    expect(await links(store, keyring).open(...parts(one), now)).toBeDefined()
  })

  test('is a new one when the key of the first is gone, and that works', async () => {
    const { store } = copied()
    const first = await links(store, keyring).mint('mail-1', notice)
    const newer = await links(store, ringOf('k2 other')).mint('mail-1', notice)
    expect(newer).not.toBe(first)
    expect(await links(store, keyring).open(...parts(newer), now)).toBeDefined()
  })

  test('is sent by nobody whose writes are never taken', async () => {
    const store = { ...copied().store, write: async () => false }
    await expect(links(store, keyring).mint('mail-1', notice)).rejects.toMatchObject({
      code: 'ERR_STORE_CONFLICT',
    })
  })

  test('lives a week from the notice on', async () => {
    const { store } = copied()
    const [id, token] = parts(await links(store, keyring).mint('mail-1', notice))
    expect(await links(store, keyring).open(id, token, now + linkLastsMs - 1)).toBeDefined()
    expect(await links(store, keyring).open(id, token, now + linkLastsMs)).toBeUndefined()
  })

  test.each(['', 'x', 'A'.repeat(43)])('does not open with the token %j, known or unknown', async (wrong) => {
    const { store } = copied()
    const [id] = parts(await links(store, keyring).mint('mail-1', notice))
    expect(await links(store, keyring).open(id, wrong, now)).toBeUndefined()
    expect(await links(store, keyring).open('unknown', wrong, now)).toBeUndefined()
  })
})

describe('a standing', () => {
  test('of somebody unknown is open', async () => {
    const kept = await freezes(copied().store).of('id-ada')
    expect(kept).toEqual({ value: { person: 'id-ada', talks: [], stopped: [] }, rev: 0 })
  })

  test('is kept as it was written, with fields of a newer release', async () => {
    const { store, keys } = copied()
    const port = freezes(store)
    const kept = await port.of('a:b')
    const next = { ...kept.value, frozenAt: now, newer: true }
    await store.write([port.keep(kept, next)])
    expect((await port.of('a:b')).value).toEqual(next)
    expect(keys()).toEqual(['freeze:a%3Ab'])
  })

  test.each(['{}', '{"person":"id-joan","talks":[],"stopped":[]}', '{"person":"id-ada","talks":[]}'])(
    'that cannot be read is no open one: %s',
    async (value) => {
      const { store } = copied()
      await store.write([{ key: 'freeze:id-ada', rev: 0, value }])
      await expect(freezes(store).of('id-ada')).rejects.toMatchObject({ code: 'ERR_RECORD_TAMPERED' })
    },
  )

  test('stays with its person', async () => {
    const port = freezes(copied().store)
    const kept = await port.of('id-ada')
    expect(() => port.keep(kept, { ...kept.value, person: 'id-joan' })).toThrow(TypeError)
  })
})
