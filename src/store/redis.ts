import { second, type Clock } from '../lib/clock.ts'
import { apartMs, Timekeeper } from '../lib/timekeeper.ts'
import { Fault } from '../story/errors.ts'
import type { Change, Stored, WholeStore } from '../story/record.ts'
import type { Windows } from '../limits/port.ts'
import { assertWrite, kindOf, wholeMs } from './changes.ts'
import { RedisLine, run, type RedisOptions } from './redis-line.ts'
import { redisWindows } from './redis-windows.ts'
import { replaceOne, whatIsDue, writeAll } from './scripts.ts'

/** A record is kept as `<revision>:<value>`: one read gives both, in less memory than a hash. */
class RedisStore implements WholeStore {
  readonly #line: RedisLine
  readonly #prefix: string
  /** Counted on the same connection, beside what is kept. */
  readonly windows: Windows

  constructor(line: RedisLine, prefix: string) {
    this.#line = line
    this.#prefix = prefix
    this.windows = redisWindows(line, prefix)
  }

  async read(key: string): Promise<Stored | undefined> {
    const framed = await this.#line.call('read', async (client) => client.get(this.#record(key)))
    if (framed === null) return undefined
    const [, rev] = /^(\d+):/.exec(framed) ?? []
    if (rev === undefined) throw new Fault('ERR_RECORD_TAMPERED', `the value of ${key} was not written by us`)
    return { key, rev: Number(rev), value: framed.slice(rev.length + 1) }
  }

  async write(changes: readonly Change[]): Promise<boolean> {
    assertWrite(changes)
    const keys = changes.flatMap((c) => [this.#record(c.key), this.#queue(kindOf(c.key))])
    const args = changes.flatMap(({ key, rev, value, ttlMs, dueAt }) => [
      `${rev}`,
      `${rev + 1}:${value ?? ''}`,
      ttlMs === undefined ? '' : `${wholeMs(ttlMs)}`,
      dueAt === undefined ? '' : `${dueAt}`,
      key,
      value === null ? '1' : '0',
    ])
    return (await this.#line.keep('write', run(writeAll, keys, args))) === 1
  }

  async claim(key: string, ttlMs: number): Promise<boolean> {
    const expiration = { type: 'PX', value: wholeMs(ttlMs) } as const
    const took = await this.#line.keep('claim', async (client) =>
      client.set(`${this.#prefix}once:${key}`, '1', { condition: 'NX', expiration }),
    )
    return took === 'OK'
  }

  async due(kind: string, now: number, limit: number): Promise<readonly string[]> {
    const args = [`${now}`, `${limit}`, this.#record('')]
    const names = await this.#line.call('say what is due', run(whatIsDue, [this.#queue(kind)], args))
    if (!Array.isArray(names)) throw new Fault('ERR_STORE', 'redis gave no list of what is due')
    return names.map(String)
  }

  /** By SCAN, whose promise ends with the connection: a server that was restarted has other cursors. */
  async *list(kind?: string): AsyncGenerator<readonly string[]> {
    const before = this.#record('')
    const pattern = `${escaped(this.#record(kind === undefined ? '' : `${kind}:`))}*`
    const { connections } = this.#line
    let cursor = '0'
    do {
      const from = cursor
      const page = await this.#line.call('list its keys', async (client) =>
        client.scan(from, { MATCH: pattern, COUNT: 100 }),
      )
      if (this.#line.connections !== connections)
        throw new Fault('ERR_STORE', 'the connection to redis was lost while its keys were listed')
      cursor = page.cursor
      if (page.keys.length > 0) yield page.keys.map((key) => key.slice(before.length))
    } while (cursor !== '0')
  }

  async replace({ key, rev, value }: Stored, now: Pick<Stored, 'rev' | 'value'>): Promise<boolean> {
    assertWrite([{ key, rev: now.rev, value: now.value }])
    const args = [`${rev}:${value}`, `${now.rev}:${now.value}`]
    return (await this.#line.keep('replace', run(replaceOne, [this.#record(key)], args))) === 1
  }

  ping(): Promise<number> {
    return timeOf(this.#line)
  }

  async close(): Promise<void> {
    await this.#line.close()
  }

  #record(key: string): string {
    return `${this.#prefix}record:${key}`
  }

  #queue(kind: string): string {
    return `${this.#prefix}due:${kind}`
  }
}

/** Text as a pattern of Redis that fits only itself. */
const escaped = (text: string): string => text.replaceAll(/[\\*?[\]^-]/g, String.raw`\$&`)

/**
 * A store in Redis 6.2 or later (one server, or the master that Sentinel names; not a cluster, for a write spans
 * several slots). Rejects with a `Fault` ERR_STORE when it cannot be reached now; later outages only fail the calls
 * made meanwhile. `prefix` keeps several installations apart on one server.
 */
export const redisStore = async (
  options: RedisOptions & { readonly prefix?: string; readonly clock?: Clock },
): Promise<WholeStore & { readonly windows: Windows }> => {
  const line = await RedisLine.open(options)
  try {
    if (options.clock !== undefined) await sameTime(line, options.clock)
  } catch (error) {
    await line.close()
    throw error
  }
  return new RedisStore(line, options.prefix ?? 'latchkey:')
}

/** Redis is the one clock that all replicas can read (ms since the epoch). */
const timeOf = async (line: RedisLine): Promise<number> => {
  const [seconds, micros] = await line.call('say what time it is', async (client) => client.time())
  return Number(seconds) * second + Number(micros) / 1000
}

/** A machine that would hear nobody, or be about to, does not start: its operator is looking just now. */
const sameTime = async (line: RedisLine, clock: Clock): Promise<void> => {
  const ahead = await new Timekeeper({ clock, shared: () => timeOf(line) }).look()
  if (Math.abs(ahead) > apartMs)
    throw new Fault(
      'ERR_CONFIG',
      `the clocks of this machine and of redis are ${Math.round(Math.abs(ahead) / second)} s apart: set them by NTP`,
    )
}
