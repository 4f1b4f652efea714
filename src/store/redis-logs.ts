import { Fault } from '../story/errors.ts'
import { wholeMs } from './changes.ts'
import { appendLines, foldLog, readLog } from './log-scripts.ts'
import type { LogAppended, LogEntry, LogStore, OwnersLog } from './port.ts'
import { RedisLine, run, type RedisOptions } from './redis-line.ts'

/** So many logs are written in one script: other clients of the server wait that long (about a millisecond). */
const atOnce = 64

class RedisLogs implements LogStore {
  readonly #line: RedisLine
  readonly #prefix: string

  constructor(line: RedisLine, prefix: string) {
    this.#line = line
    this.#prefix = prefix
  }

  async append(entries: readonly LogEntry[], ttlMs: number): Promise<readonly LogAppended[]> {
    const groups = Array.from({ length: Math.ceil(entries.length / atOnce) }, (_, n) =>
      entries.slice(n * atOnce, (n + 1) * atOnce),
    )
    return (await Promise.all(groups.map(async (group) => this.#append(group, ttlMs)))).flat()
  }

  async #append(entries: readonly LogEntry[], ttlMs: number): Promise<readonly LogAppended[]> {
    const keys = entries.flatMap(({ owner }) => this.#keys(owner))
    const args = entries.flatMap(({ line, tags }) => [line, tags.map((tag) => `${tag},`).join('')])
    const said = await this.#line.keep('append', run(appendLines, keys, [`${wholeMs(ttlMs)}`, ...args]))
    if (!Array.isArray(said) || said.length !== entries.length)
      throw new Fault('ERR_STORE', 'redis did not say what it appended')
    return said.map((one) => {
      const [fresh = '', lines] = String(one).split(':')
      return { fresh: Array.from(fresh, (bit) => bit === '1'), lines: Number(lines) }
    })
  }

  async read(owner: string): Promise<OwnersLog> {
    const said = await this.#line.call('read a log', run(readLog, this.#keys(owner), []))
    const [rev, snapshot, lines] = Array.isArray(said) ? said : []
    if (!Array.isArray(lines) || !/^\d+$/.test(String(rev)))
      throw new Fault('ERR_STORE', 'redis gave something that is no log')
    return {
      rev: Number(rev),
      ...(snapshot !== '' && { snapshot: String(snapshot) }),
      lines: lines.map(String),
    }
  }

  async fold(owner: string, { rev, lines }: OwnersLog, snapshot: string, ttlMs: number): Promise<boolean> {
    const args = [`${rev}`, lines[0] ?? '', `${lines.length}`, snapshot, `${wholeMs(ttlMs)}`]
    return (await this.#line.keep('fold a log', run(foldLog, this.#keys(owner), args))) === 1
  }

  async drop(owner: string): Promise<void> {
    await this.#line.keep('drop a log', async (client) => client.del(this.#keys(owner)))
  }

  async close(): Promise<void> {
    await this.#line.close()
  }

  #keys(owner: string): [string, string] {
    return [`${this.#prefix}log:${owner}`, `${this.#prefix}lines:${owner}`]
  }
}

/** Logs in Redis, on a connection of their own: flows do not wait behind masses. */
export const redisLogs = async (options: RedisOptions & { readonly prefix?: string }): Promise<LogStore> =>
  new RedisLogs(await RedisLine.open(options), options.prefix ?? 'latchkey:')
