import { createClient } from 'redis'

/** Sees every command that Redis is sent, and everything that it holds. */
export interface RedisSpy {
  /** The address for the service: a user of its own, with this password, in a database of its own. */
  readonly url: string
  readonly commands: string[]
  /** Every key with what it holds, as text. */
  dump(): Promise<string>
  /** Redis answers nobody for so many milliseconds. */
  hangs(ms: number): Promise<void>
  close(): Promise<void>
}

const user = 'latchkey-secrecy'

export const redisSpy = async (url: string, database: number, password: string): Promise<RedisSpy> => {
  const admin = createClient({ url, database })
  const ears = createClient({ url })
  for (const client of [admin, ears]) {
    client.on('error', () => {}) // A hang is told by the call that hung.
    await client.connect()
  }
  await admin.sendCommand(['ACL', 'SETUSER', user, 'reset', 'on', `>${password}`, '~*', '&*', '+@all'])
  const commands: string[] = []
  await ears.monitor((line) => void commands.push(line))
  const own = new URL(url)
  own.username = user
  own.password = encodeURIComponent(password)
  own.pathname = `/${database}`

  const held = async (key: string): Promise<string> => {
    const type = await admin.type(key)
    if (type === 'string') return `${key}\n${(await admin.get(key)) ?? ''}`
    if (type === 'zset') return `${key}\n${JSON.stringify(await admin.zRangeWithScores(key, 0, -1))}`
    throw new Error(`a key of a type we do not write: ${type}`)
  }

  return {
    url: own.href,
    commands,
    async dump() {
      const keys = await admin.keys('*')
      return (await Promise.all(keys.map(held))).join('\n')
    },
    async hangs(ms) {
      await admin.sendCommand(['CLIENT', 'PAUSE', String(ms), 'ALL'])
    },
    async close() {
      ears.destroy()
      await admin.sendCommand(['ACL', 'DELUSER', user])
      await admin.flushDb()
      await admin.close()
    },
  }
}
