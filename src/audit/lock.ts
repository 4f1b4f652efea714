import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname } from 'node:path'
import { Fault } from '../story/errors.ts'

/** Locks of this very process, so that its own number in a stale lock (always 1 in a container) is no excuse. */
const held = new Set<string>()

/**
 * Keeps a second process of this machine from writing the same audit file. A lock whose process is gone is taken
 * over. Other machines are not seen here: `AuditFile` stops when the file grows by itself.
 */
export const lockFile = (path: string): (() => void) => {
  const lock = `${path}.lock`
  if (held.has(lock)) throw taken(path, process.pid)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  for (let tries = 0; ; tries += 1) {
    try {
      writeFileSync(lock, JSON.stringify(identity(process.pid)), { flag: 'wx', mode: 0o600 })
      break
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') || tries > 2)
        throw new Fault('ERR_AUDIT', `cannot lock ${path}`, { cause })
      const holder = liveHolder(lock)
      if (holder !== undefined) throw taken(path, holder)
      rmSync(lock, { force: true })
    }
  }
  held.add(lock)
  return () => {
    if (held.delete(lock)) rmSync(lock, { force: true })
  }
}

const taken = (path: string, pid: number): Fault =>
  new Fault(
    'ERR_AUDIT',
    `${path} is written by process ${pid} already: give every process its own audit.file`,
  )

interface Identity {
  readonly pid: number
  readonly host: string
  /** Distinguishes a process from a later one with the same number, where the system tells. */
  readonly started: string
}

const identity = (pid: number): Identity => ({ pid, host: hostname(), started: lifeOf(pid)?.started ?? '' })

const liveHolder = (lock: string): number | undefined => {
  let text = ''
  try {
    text = readFileSync(lock, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new Fault('ERR_AUDIT', `cannot read ${lock}`, { cause })
  }
  const [, pid = '', host = '', started = ''] =
    /^\{"pid":(\d{1,10}),"host":"([^"]*)","started":"([^"]*)"\}$/.exec(text) ?? []
  const number = Number(pid)
  if (pid === '' || host !== hostname() || number === process.pid || !isAlive(number)) return undefined
  const life = lifeOf(number)
  return life === undefined || (life.started === started && !life.over) ? number : undefined
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'EPERM'
  }
}

/** From proc_pid_stat(5): whether it is a zombie (field 3), and the clock ticks from boot to its start (field 22). Undefined off Linux. */
const lifeOf = (pid: number): { readonly started: string; readonly over: boolean } | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { started: fields[19] ?? '', over: /^[ZX]/.test(fields[0] ?? '') }
  } catch (cause) {
    if (cause instanceof Error) return undefined
    throw cause
  }
}
