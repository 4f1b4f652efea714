import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readFrames, readHeader, writeBackup } from '../../src/backup/backup-file.ts'
import { Keyring } from '../../src/lib/keys.ts'

const ring = (id: string, fill = id): Keyring => new Keyring([{ id, bytes: Buffer.alloc(32, fill) }])
const keyring = ring('k1')
const made = { id: 'backup-1', at: 1_790_000_000_000 }
const batches = [['ada', 'grace'], ['joan'], ['seed JBSWY3DP']]

let dir: string
let path: string
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'latchkey-backup-'))
  path = join(dir, 'all.backup')
})
afterEach(async () => await rm(dir, { recursive: true, force: true }))

async function* each<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items
}
const write = async (to = path, ready = async (_count: number): Promise<void> => {}): Promise<number> =>
  await writeBackup(to, keyring, made, each(batches), ready)
const read = async (from = path, keys = keyring): Promise<readonly unknown[]> => {
  const frames: unknown[] = []
  for await (const frame of readFrames(from, keys)) frames.push(JSON.parse(frame))
  return frames
}
const lines = async (): Promise<string[]> => (await readFile(path, 'utf8')).trimEnd().split('\n')
const refused = async (says: RegExp, keys = keyring): Promise<void> => {
  await expect(read(path, keys)).rejects.toMatchObject({ code: 'ERR_CONFIG' })
  await expect(read(path, keys)).rejects.toThrow(says)
}

describe('a backup', () => {
  test('is read as it was written, is its owner’s alone, and shows nothing', async () => {
    expect(await write()).toBe(4)
    expect(await read()).toEqual(batches)
    expect(await readHeader(path)).toMatchObject({ ...made, version: 1, key: 'k1' })
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(await readdir(dir)).toEqual(['all.backup'])
    const text = await readFile(path, 'utf8')
    for (const word of ['ada', 'joan', 'JBSWY3DP']) {
      expect(text).not.toContain(word)
      expect(text).not.toContain(Buffer.from(word).toString('base64url').slice(0, -1))
    }
  })

  test('is read no faster than it is used, so that its size does not matter', async () => {
    const many = Array.from({ length: 64 }, (_, n) => [`${n}${'x'.repeat(1 << 18)}`])
    await writeBackup(path, keyring, made, each(many), async () => {})
    const frames = readFrames(path, keyring)
    expect((await frames.next()).done).toBe(false)
    // Whoever had read on ahead meanwhile would not notice that the rest is gone.
    await sleep(300)
    await truncate(path, (await stat(path)).size / 2)
    const rest = async (): Promise<void> => {
      for await (const _frame of frames) continue
    }
    await expect(rest()).rejects.toMatchObject({ code: 'ERR_CONFIG' })
  })

  test('of nobody is a backup, too', async () => {
    expect(await writeBackup(path, keyring, made, each([]), async () => {})).toBe(0)
    expect(await read()).toEqual([])
  })

  test('is never written over another file', async () => {
    await writeFile(path, 'precious')
    await expect(write()).rejects.toThrow(/is there already/)
    expect(await readFile(path, 'utf8')).toBe('precious')
    expect(await readdir(dir)).toEqual(['all.backup'])
  })

  test('that fails, or is not recorded, leaves nothing behind', async () => {
    await expect(
      write(path, async () => {
        expect(await readdir(dir)).toEqual(['all.backup.backup-1.part'])
        throw new Error('no sink')
      }),
    ).rejects.toThrow('no sink')
    expect(await readdir(dir)).toEqual([])
    await expect(write(join(dir, 'nowhere', 'x'))).rejects.toMatchObject({ code: 'ERR_CONFIG' })
  })
})

describe('is refused, before anything of it is believed:', () => {
  test('another file', async () => {
    for (const text of [
      '',
      'hello',
      '{"latchkey":"backup",',
      '{"latchkey":"backup","version":"1"}\n',
      '\u0000\u0001',
    ]) {
      await writeFile(path, text)
      await refused(/is no backup of Latchkey/)
      await expect(readHeader(path)).rejects.toThrow(/is no backup/)
    }
    await expect(read(join(dir, 'none'))).rejects.toThrow(/cannot be read/)
  })

  test('one under a key that is not here, or has other bytes', async () => {
    await write()
    await refused(/was made under key k1/, ring('k2'))
    await refused(/is damaged, or its key k1 holds other bytes/, ring('k1', 'other'))
  })

  test('one of a newer release', async () => {
    await write()
    const [head = '', ...rest] = await lines()
    await writeFile(path, [head.replace('"version":1', '"version":2'), ...rest].join('\n'))
    await refused(/newer release/)
  })

  test('one that was cut off, at any line', async () => {
    await write()
    const all = await lines()
    for (let n = 1; n < all.length; n++) {
      await writeFile(path, `${all.slice(0, n).join('\n')}\n`)
      await refused(/is cut off/)
    }
  })

  test('one with a line left out, doubled, moved, added or from another backup', async () => {
    const other = join(dir, 'other')
    await writeBackup(other, keyring, { ...made, id: 'backup-2' }, each(batches), async () => {})
    const foreign = (await readFile(other, 'utf8')).split('\n')
    await write()
    const [head = '', a = '', b = '', c = '', end = ''] = await lines()
    const bent = [
      [head, a, c, end],
      [head, a, a, b, c, end],
      [head, b, a, c, end],
      [head, a, b, c, end, end],
      [head, a, b, c, end, c],
      [head, foreign[1], b, c, end],
      [foreign[0], a, b, c, end],
      [head, a, b, c, foreign[4]],
      [head, a, end],
      [head.replace('1790', '1791'), a, b, c, end],
      [head.replace('backup-1', 'backup-9'), a, b, c, end],
    ]
    for (const one of bent) {
      await writeFile(path, `${one.join('\n')}\n`)
      await refused(/is damaged/)
    }
  })

  test('one with any byte changed, unless it says the same', async () => {
    await write()
    const bytes = await readFile(path)
    for (let at = 0; at < bytes.length; at += 3) {
      const bent = Buffer.from(bytes)
      bent[at] = (bent[at] ?? 0) ^ 0x01
      await writeFile(path, bent)
      const [said] = await Promise.allSettled([read()])
      if (said.status === 'fulfilled') expect(said.value).toEqual(batches)
      else expect(said.reason).toMatchObject({ code: 'ERR_CONFIG' })
    }
  })
})
