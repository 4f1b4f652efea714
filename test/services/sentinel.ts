import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { findCommand } from './find-command.ts'
import { freePort } from './free-port.ts'
import { startRedis, type PrivateRedis } from './redis.ts'

/** A master, two replicas and three sentinels of our own. */
export interface PrivateSentinels {
  /** As in the configuration: the master's name stands where the host does. */
  readonly url: string
  readonly sentinels: readonly string[]
  /** The server that sentinels call the master now. */
  master(): Promise<PrivateRedis>
  /** All of the others. */
  replicas(): Promise<readonly PrivateRedis[]>
  /** Resolves once another than `before` is the master and has a replica again. */
  failedOver(before: PrivateRedis): Promise<void>
  /** Resolves once the master has both replicas. */
  whole(): Promise<void>
  /** A command to one of the servers. */
  tell(server: PrivateRedis, ...command: string[]): Promise<unknown>
  stop(): Promise<void>
}

const name = 'latchkey'

/** Sentinels that notice after half a second: everything as in production, but quicker. */
const conf = (port: number, masterPort: number): string =>
  [
    `port ${port}`,
    'bind 127.0.0.1',
    `sentinel monitor ${name} 127.0.0.1 ${masterPort} 2`,
    `sentinel down-after-milliseconds ${name} 500`,
    `sentinel failover-timeout ${name} 3000`,
    `sentinel parallel-syncs ${name} 2`,
    '',
  ].join('\n')

export const startSentinels = async (dir: string): Promise<PrivateSentinels> => {
  const first = await startRedis(dir)
  const follow = ['--replicaof', `127.0.0.1 ${first.port}`, '--repl-diskless-sync-delay', '0']
  const servers = [first, await startRedis(dir, follow), await startRedis(dir, follow)]
  const watchers = await Promise.all([0, 1, 2].map(() => watch(dir, first.port)))
  const sentinels = watchers.map(({ port }) => `redis://127.0.0.1:${port}`)
  const tell = async (url: string, ...command: string[]): Promise<unknown> => {
    const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 1000 } })
    client.on('error', () => {})
    await client.connect()
    try {
      return await client.sendCommand(command)
    } finally {
      client.destroy()
    }
  }
  const masterPort = async (): Promise<number> => {
    const answer = await tell(sentinels[0] ?? '', 'SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name)
    return Number(Array.isArray(answer) ? answer[1] : 0)
  }
  const master = async (): Promise<PrivateRedis> => {
    const port = await masterPort()
    const found = servers.find((server) => server.port === port)
    if (found === undefined) throw new Error('the sentinels name nobody of ours')
    return found
  }
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    for (let tries = 0; tries < 600; tries++) {
      if (await holds().catch(() => false)) return
      await sleep(50)
    }
    throw new Error(`sentinels: never ${what}`)
  }
  const attached = async (least: number): Promise<boolean> => {
    const info = String(await tell((await master()).url, 'INFO', 'replication'))
    return [...info.matchAll(/state=online/g)].length >= least
  }
  await until('saw two replicas', () => attached(2))
  await until('saw one another', async () => {
    const said = JSON.stringify(await tell(sentinels[0] ?? '', 'SENTINEL', 'CKQUORUM', name))
    const known = await tell(sentinels[0] ?? '', 'SENTINEL', 'REPLICAS', name)
    return said.includes('OK 3') && Array.isArray(known) && known.length === 2
  })
  return {
    url: `redis://${name}`,
    sentinels,
    master,
    replicas: async () => {
      const port = await masterPort()
      return servers.filter((server) => server.port !== port)
    },
    failedOver: (before) =>
      until('failed over', async () => (await masterPort()) !== before.port && (await attached(1))),
    whole: () => until('whole again', () => attached(2)),
    tell: (server, ...command) => tell(server.url, ...command),
    stop: async () => {
      for (const { child } of watchers) await ended(child)
      for (const server of servers) await server.stop()
    },
  }
}

const watch = async (dir: string, masterPort: number): Promise<{ port: number; child: ChildProcess }> => {
  const port = await freePort()
  const file = join(await mkdtemp(join(dir, 'sentinel-')), 'sentinel.conf')
  await writeFile(file, conf(port, masterPort))
  const dying = findCommand('setpriv') === undefined ? [] : ['setpriv', '--pdeathsig', 'KILL']
  const [command, ...args] = [...dying, 'redis-server', file, '--sentinel'] as const
  const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  return { port, child }
}

const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}
