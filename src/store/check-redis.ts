import type { Finding } from '../directory/port.ts'
import { isLoopback } from '../lib/loopback.ts'
import { Fault } from '../story/errors.ts'
import { RedisLine, type RedisOptions } from './redis-line.ts'

/** How to make a Redis keep what it was given; the same lines for the running server and for its file. */
const fixes = {
  append:
    'redis-cli CONFIG SET appendonly yes && redis-cli CONFIG SET appendfsync always && redis-cli CONFIG REWRITE',
  evict: 'redis-cli CONFIG SET maxmemory-policy noeviction && redis-cli CONFIG REWRITE',
  replica: 'run two replicas or more: on each, redis-cli REPLICAOF <master> <port>',
  info: 'allow this user the command: redis-cli ACL SETUSER <user> +info',
  tls: 'use a rediss:// address; see tls-port in redis.conf',
  auth: 'give this service a user of its own (redis-cli ACL SETUSER) and put it into the address',
}

/**
 * What is wrong with a Redis that is to keep flows and enrolments: a lost enrolment locks a person out of self-service,
 * a lost commit marker or counter helps an attacker. A finding that is `ok` and still has a `fix` is a warning.
 * `acceptLoss` turns losing data from a failure into a warning, for a trial installation.
 */
export const checkRedis = async (
  options: RedisOptions & { readonly acceptLoss?: boolean },
): Promise<readonly Finding[]> => {
  let line: RedisLine
  try {
    line = await RedisLine.open(options)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    return [
      { name: 'redis', ok: false, says, fix: 'check store.url, and that the server is up and lets us in' },
    ]
  }
  try {
    const info = await factsOf(line)
    const fsync = await setting(line, 'appendfsync')
    const acceptLoss = options.acceptLoss === true
    return [
      { name: 'redis', ok: true, says: `answers, version ${info?.get('redis_version') ?? 'unknown'}` },
      single(info),
      ...((options.sentinels ?? []).length === 0 ? [] : [replicas(info)]),
      appendOnly(info, fsync, acceptLoss),
      eviction(info, acceptLoss),
      encryption(
        new URL(options.url),
        options.sentinels?.map((one) => new URL(one)),
      ),
      credentials(new URL(options.url)),
    ]
  } finally {
    await line.close()
  }
}

type Info = ReadonlyMap<string, string>

/** INFO as names and values, or undefined when this user may not ask. */
const factsOf = async (line: RedisLine): Promise<Info | undefined> => {
  const text = await orForbidden(line.call('give its state', async (client) => client.info()))
  if (text === undefined) return undefined
  const pairs = text.split('\r\n').map((row) => row.split(':', 2))
  return new Map(pairs.flatMap(([name, value]) => (name && value !== undefined ? [[name, value]] : [])))
}

const setting = async (line: RedisLine, name: string): Promise<string | undefined> => {
  const settings = await orForbidden(line.call('give a setting', async (client) => client.configGet(name)))
  return settings?.[name]
}

/** Managed servers forbid CONFIG (unknown command) or INFO (NOPERM): then we do not know, which is not a "no". */
const orForbidden = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Fault && /NOPERM|unknown command/i.test(error.message)) return undefined
    throw error
  }
}

const single = (info: Info | undefined): Finding => {
  const name = 'redis: one server'
  if (info?.get('cluster_enabled') !== '1') return { name, ok: true, says: 'not a cluster' }
  return {
    name,
    ok: false,
    says: 'is a cluster: a write over several slots is refused',
    fix: 'use one server, or a primary with replicas',
  }
}

/** With Sentinel a write counts once a replica has it; after one failover there must still be one. */
const replicas = (info: Info | undefined): Finding => {
  const name = 'redis: replicas'
  const count = Number(info?.get('connected_slaves') ?? Number.NaN)
  if (Number.isNaN(count)) return { name, ok: true, says: 'cannot tell: INFO is forbidden', fix: fixes.info }
  if (count === 0)
    return { name, ok: false, says: 'none is connected, so no write counts', fix: fixes.replica }
  if (count > 1) return { name, ok: true, says: `${count} are connected` }
  return {
    name,
    ok: true,
    says: 'one: after a failover none is left, and nothing can be written',
    fix: fixes.replica,
  }
}

const appendOnly = (info: Info | undefined, fsync: string | undefined, acceptLoss: boolean): Finding => {
  const name = 'redis: append-only file'
  const fix = fixes.append
  if (info === undefined)
    return { name, ok: acceptLoss, says: 'cannot tell: INFO is forbidden', fix: fixes.info }
  if (info.get('aof_enabled') !== '1') {
    return { name, ok: acceptLoss, says: 'is off: a restart loses enrolments and flows', fix }
  }
  if (info.get('aof_last_write_status') !== 'ok') {
    return {
      name,
      ok: false,
      says: 'the last write to it failed',
      fix: 'look at the disk of the redis server',
    }
  }
  if (fsync === 'always') return { name, ok: true, says: 'on, on disk before each answer' }
  const how =
    fsync === undefined ? 'cannot tell how often: CONFIG is forbidden' : `on disk as "${fsync}" says`
  return { name, ok: true, says: `on; ${how}: a power cut may lose the last second`, fix }
}

const eviction = (info: Info | undefined, acceptLoss: boolean): Finding => {
  const name = 'redis: eviction'
  if (info === undefined)
    return { name, ok: acceptLoss, says: 'cannot tell: INFO is forbidden', fix: fixes.info }
  const policy = info.get('maxmemory_policy') ?? 'unknown'
  if (policy === 'noeviction')
    return { name, ok: true, says: 'off: a full server refuses, it does not forget' }
  return {
    name,
    ok: acceptLoss,
    says: `"${policy}" throws records out when memory is short`,
    fix: fixes.evict,
  }
}

/** Whether the way to the server, and to the sentinels that name it, is encrypted, or needs not be. */
export const encryption = (server: URL, sentinels: readonly URL[] = []): Finding => {
  const name = 'redis: encryption'
  const url = [server, ...sentinels].find(isPlain) ?? server
  if (url.protocol === 'rediss:') return { name, ok: true, says: 'TLS' }
  if (isLoopback(url.hostname)) return { name, ok: true, says: 'none, and none needed on loopback' }
  return { name, ok: true, says: 'none: whoever is on the way reads and changes records', fix: fixes.tls }
}

const isPlain = ({ protocol, hostname }: URL): boolean => protocol !== 'rediss:' && !isLoopback(hostname)

const credentials = (url: URL): Finding => {
  const name = 'redis: credentials'
  if (url.password !== '')
    return { name, ok: true, says: `signs in as ${url.username || 'the default user'}` }
  return { name, ok: true, says: 'none: whoever reaches the port can delete records', fix: fixes.auth }
}
