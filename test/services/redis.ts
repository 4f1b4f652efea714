import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { findCommand } from './find-command.ts'
import { freePort } from './free-port.ts'

/** A Redis of our own. `pause` makes it hang with its sockets open, `kill` ends it as a crash would. */
export interface PrivateRedis {
  readonly url: string
  readonly port: number
  pause(): void
  resume(): void
  kill(): Promise<void>
  /** A command on a connection of its own, e.g. CONFIG SET. */
  tell(...command: readonly string[]): Promise<void>
  /** Starts it again on the same port and data. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** What production should have: every write on disk before it is answered, and nothing thrown out. */
const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--maxmemory-policy', 'noeviction']

/** Starts a redis-server on a free loopback port with its data under `dir`; later `flags` win over ours. */
export const startRedis = async (dir: string, flags: readonly string[] = []): Promise<PrivateRedis> => {
  const data = await mkdtemp(join(dir, 'redis-'))
  const args = [
    '--bind',
    '127.0.0.1',
    '--dir',
    data,
    // Every suite that runs a service takes one for itself.
    '--databases',
    '96',
    '--save',
    '',
    '--loglevel',
    'warning',
    ...durable,
    ...flags,
  ]
  for (let tries = 1; ; tries++) {
    const port = await freePort()
    try {
      return control(await launch(port, args), port, async () => launch(port, args))
    } catch (error) {
      if (tries === 5) throw error
    }
  }
}

/** On Linux the kernel ends the server with the thread that started it, should that die without a word. */
const dyingWithUs =
  findCommand('setpriv') === undefined ? ['redis-server'] : ['setpriv', '--pdeathsig', 'KILL', 'redis-server']

const launch = async (port: number, args: readonly string[]): Promise<ChildProcess> => {
  const [command = 'redis-server', ...first] = dyingWithUs
  const server = spawn(command, [...first, '--port', `${port}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  server.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<never>((_, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error(`redis-server ended: ${said}`)))
  })
  await Promise.race([ended, answers(port)])
  return server
}

/** Resolves once the server answers PING on a socket of its own. */
const answers = async (port: number): Promise<void> => {
  for (let tries = 0; tries < 200; tries++) {
    if (await saysPong(port)) return
    await sleep(50)
  }
  throw new Error('redis-server did not answer within 10 seconds')
}

const saysPong = async (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
    socket.once('data', (reply) => {
      resolve(reply.toString().startsWith('+PONG') || reply.toString().startsWith('-NOAUTH'))
      socket.destroy()
    })
  })

const control = (first: ChildProcess, port: number, again: () => Promise<ChildProcess>): PrivateRedis => {
  let server = first
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.kill('SIGCONT')
    server.kill(signal)
    await gone
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    kill: async () => end('SIGKILL'),
    tell: async (...command) => {
      const client = createClient({ url: `redis://127.0.0.1:${port}` })
      await client.connect()
      await client.sendCommand([...command])
      await client.close()
    },
    async restart() {
      await end('SIGKILL')
      server = await again()
    },
    stop: async () => end('SIGTERM'),
  }
}
