import {
  appendFileSync,
  existsSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openFileSink } from '../../src/audit/file-sink.ts'
import { Secret } from '../../src/lib/secret.ts'
import { diskFull, entry, FaultyDisk, folder, lines, patient } from './disk.ts'

describe('an acknowledged event', () => {
  test('was written and synced before anybody heard so', async () => {
    using dir = folder()
    const disk = new FaultyDisk()
    const sink = await openFileSink(join(dir.path, 'a.jsonl'), disk)
    disk.before = async () => {
      disk.calls.push('…')
    }
    await sink.append([entry('one')], patient()).then(() => disk.calls.push('acknowledged'))
    expect(disk.calls).toEqual(['…', 'write', '…', 'datasync', 'acknowledged'])
    await sink.close()
  })

  test('stands on a line of its own, for the owner’s eyes', async () => {
    using dir = folder()
    const path = join(dir.path, 'deep/a.jsonl')
    const sink = await openFileSink(path)
    await sink.append([entry('one', { op: 'x' })], patient())
    await sink.close()
    expect(readFileSync(path, 'utf8')).toBe(
      '{"seq":1,"at":1000,"event":"commit.intent","flow":"f1","id":"one","op":"x"}\n',
    )
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(existsSync(`${path}.lock`)).toBe(false)
  })

  test('is numbered on from where an earlier process stopped', async () => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    for (const id of ['one', 'two', 'three']) {
      const sink = await openFileSink(path)
      await sink.append([entry(id)], patient())
      await sink.close()
    }
    expect(lines(path).map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ])
  })
})

test('what waits together shares one write and one sync', async () => {
  using dir = folder()
  const disk = new FaultyDisk()
  const path = join(dir.path, 'a.jsonl')
  const sink = await openFileSink(path, disk)
  const gate = Promise.withResolvers<void>()
  disk.before = () => gate.promise
  const first = sink.append([entry('first')], patient())
  await new Promise((resolve) => setImmediate(resolve))
  const rest = Array.from({ length: 500 }, (_, i) => sink.append([entry(`e${i}`)], patient()))
  gate.resolve()
  await Promise.all([first, ...rest])
  await sink.close()
  expect(disk.calls.filter((call) => call === 'datasync').length).toBeLessThanOrEqual(2)
  expect(lines(path).map(({ seq }) => seq)).toEqual(Array.from({ length: 501 }, (_, i) => i + 1))
})

test('more than one write holds is spread over several, in order', async () => {
  using dir = folder()
  const path = join(dir.path, 'a.jsonl')
  const sink = await openFileSink(path)
  const bulk = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`d${i}`, 'x'.repeat(256)]))
  await Promise.all(Array.from({ length: 100 }, (_, i) => sink.append([entry(`e${i}`, bulk)], patient())))
  await sink.append([entry('after')], patient())
  await expect(
    sink.append(
      Array.from({ length: 100 }, (_, i) => entry(`f${i}`, bulk)),
      patient(),
    ),
  ).rejects.toThrow('too many events')
  await sink.close()
  expect(lines(path).map(({ id }) => id)).toEqual([
    ...Array.from({ length: 100 }, (_, i) => `e${i}`),
    'after',
  ])
})

describe('a torn end', () => {
  test.each([
    ['half a line', '{"seq":2,"at":1'],
    ['a line without its end', '{"seq":2,"at":1000,"event":"commit.intent","id":"x"}'],
    ['zeros, as a power cut leaves them', '\0'.repeat(4096)],
    ['a line of something else', 'not ours\n'],
  ])('of %s is kept aside, and the numbers go on', async (_what, torn) => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    const before = await openFileSink(path)
    await before.append([entry('one')], patient())
    await before.close()
    appendFileSync(path, torn)
    const after = await openFileSink(path)
    expect(after.repaired).toBe(1)
    await after.append([entry('two')], patient())
    await after.close()
    expect(lines(path).map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    const aside: { torn: string } = JSON.parse(readFileSync(`${path}.torn`, 'utf8'))
    expect(Buffer.from(aside.torn, 'base64').toString()).toBe(torn)
  })

  test('before the first whole line is kept aside too', async () => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    writeFileSync(path, '{"se')
    const sink = await openFileSink(path)
    await sink.append([entry('one')], patient())
    await sink.close()
    expect(lines(path)).toMatchObject([{ seq: 1, id: 'one' }])
  })

  test('is no excuse to touch a file that is not ours', async () => {
    using dir = folder()
    const path = join(dir.path, 'passwd')
    writeFileSync(path, 'root:x:0:0')
    await expect(openFileSink(path)).rejects.toMatchObject({ code: 'ERR_AUDIT' })
    expect(readFileSync(path, 'utf8')).toBe('root:x:0:0')
    expect(existsSync(`${path}.lock`)).toBe(false)
  })
})

describe('a full disk', () => {
  test('refuses what does not fit, keeps what did, and goes on when there is room', async () => {
    using dir = folder()
    const disk = new FaultyDisk()
    const path = join(dir.path, 'a.jsonl')
    const sink = await openFileSink(path, disk)
    await sink.append([entry('kept')], patient())
    disk.before = async (call, handle, bytes) => {
      if (call !== 'write') return
      await handle.write(bytes ?? Buffer.alloc(0), 0, 20)
      throw diskFull()
    }
    await expect(sink.append([entry('lost')], patient())).rejects.toMatchObject({ code: 'ERR_AUDIT' })
    disk.before = async () => undefined
    await sink.append([entry('later')], patient())
    await sink.close()
    expect(lines(path).map(({ seq, id }) => [seq, id])).toEqual([
      [1, 'kept'],
      [2, 'later'],
    ])
  })

  test('that shows only at the sync is a refusal as well', async () => {
    using dir = folder()
    const disk = new FaultyDisk()
    const sink = await openFileSink(join(dir.path, 'a.jsonl'), disk)
    disk.before = async (call) => {
      if (call === 'datasync') throw diskFull()
    }
    await expect(sink.append([entry('one')], patient())).rejects.toMatchObject({ code: 'ERR_AUDIT' })
    await sink.close()
  })
})

test('a disk that hangs answers nobody, and forgets those who left before their turn', async () => {
  using dir = folder()
  const disk = new FaultyDisk()
  const path = join(dir.path, 'a.jsonl')
  const sink = await openFileSink(path, disk)
  const gate = Promise.withResolvers<void>()
  disk.before = () => gate.promise
  const stop = new AbortController()
  const hanging = sink.append([entry('under way')], stop.signal)
  await new Promise((resolve) => setTimeout(resolve, 20))
  const queued = sink.append([entry('in line')], stop.signal)
  stop.abort()
  await expect(hanging).rejects.toMatchObject({ code: 'ERR_AUDIT' })
  await expect(queued).rejects.toMatchObject({ code: 'ERR_AUDIT' })
  gate.resolve()
  await sink.append([entry('after')], patient())
  await sink.close()
  expect(lines(path).map(({ id }) => id)).toEqual(['under way', 'after'])
})

describe('logrotate', () => {
  test('may move the file: the next event begins a new one and the numbers go on', async () => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    const sink = await openFileSink(path)
    await sink.append([entry('one')], patient())
    renameSync(path, `${path}.1`)
    await sink.append([entry('two')], patient())
    truncateSync(path, 0)
    await sink.append([entry('three')], patient())
    await sink.close()
    expect(lines(`${path}.1`).map(({ seq }) => seq)).toEqual([1])
    expect(lines(path).map(({ seq }) => seq)).toEqual([3])
  })

  test('may have moved it while nobody was running', async () => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    const before = await openFileSink(path)
    await before.append([entry('one')], patient())
    await before.close()
    renameSync(path, `${path}.1`)
    const after = await openFileSink(path)
    await after.append([entry('two')], patient())
    await after.close()
    expect(lines(path).map(({ seq }) => seq)).toEqual([2])
  })
})

describe('a second writer', () => {
  test('is refused in this process and in another', async () => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    const sink = await openFileSink(path)
    await expect(openFileSink(path)).rejects.toThrow('is written by process')
    await sink.close()
    const lock = JSON.stringify({
      pid: process.ppid,
      host: hostname(),
      started: startOf(process.ppid),
    })
    writeFileSync(`${path}.lock`, lock)
    await expect(openFileSink(path)).rejects.toThrow(`process ${process.ppid}`)
  })

  test.each([
    ['nobody', JSON.stringify({ pid: 4_194_399, host: 'HOST', started: '1' })],
    ['a later process of the same number', JSON.stringify({ pid: process.ppid, host: 'HOST', started: '1' })],
    ['ourselves, before a restart', JSON.stringify({ pid: process.pid, host: 'HOST', started: '1' })],
    ['a half-written lock', '{"pid"'],
  ])('that left a lock held by %s does not stop a start', async (_whom, lock) => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    writeFileSync(`${path}.lock`, lock.replace('HOST', hostname()))
    await (await openFileSink(path)).close()
  })

  test('that the lock cannot see is noticed by the file’s growth, and nothing more is acknowledged', async () => {
    using dir = folder()
    const path = join(dir.path, 'a.jsonl')
    const sink = await openFileSink(path)
    await sink.append([entry('one')], patient())
    appendFileSync(path, '{"seq":2,"at":1,"event":"commit.committed","id":"forged"}\n')
    for (const id of ['two', 'three'])
      await expect(sink.append([entry(id)], patient())).rejects.toThrow('somebody else wrote')
    await sink.close()
  })
})

test('a secret that strays into an event is an error and reaches no file', async () => {
  using dir = folder()
  const path = join(dir.path, 'a.jsonl')
  const sink = await openFileSink(path)
  const stray = Object.assign<Record<string, string>, object>(
    {},
    { password: new Secret('Winter-Lake-2026') },
  )
  expect(() => entry('one', stray)).toThrow(TypeError)
  await sink.append([entry('two')], patient())
  await sink.close()
  expect(readFileSync(path, 'utf8')).not.toMatch(/Winter|secret/)
})

const startOf = (pid: number): string => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
}
