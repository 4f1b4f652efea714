import { type Level as PinoLevel, pino } from 'pino'
import { type FieldKind, logEvents, type LogFields, type LogName } from './log-events.ts'
import { traceOf } from './trace.ts'

/** Says one event of the closed list. Never throws, whatever it is given: a log must not stop a reset. */
export type Log = <N extends LogName>(name: N, fields: LogFields<N>) => void

/** Where lines go; `process.stderr` is one. */
export interface LineSink {
  write(line: string): unknown
}

const levels: readonly PinoLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace']

/**
 * JSON lines on `stream`, standard error unless told otherwise (standard output carries the ready line only).
 * Stops the attack of reading secrets out of a log: fields outside the event's own are dropped, words are short
 * and without spaces, and of an error neither message nor other properties are kept, for a library may put what it
 * was given into both. `level` is LOG_LEVEL; one that does not exist means info.
 */
export const logger = (stream: LineSink = pino.destination({ dest: 2, sync: true }), level = 'info'): Log => {
  const known = level === 'silent' ? level : (levels.find((name) => name === level) ?? 'info')
  const lines = pino(
    {
      level: known,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => void stream.write(line) },
  )
  return (name, fields) => {
    const { level: weight, fields: kinds } = logEvents[name]
    lines[weight]({ event: name, ...kept(kinds, fields) })
  }
}

const kept = (
  kinds: Readonly<Record<string, FieldKind>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(kinds).flatMap(([name, kind]) => {
      const value = fields[name] === undefined ? undefined : valueOf(kind, fields[name])
      return value === undefined ? [] : [[name, value]]
    }),
  )

const odd = '[odd]'

const valueOf = (kind: FieldKind, value: unknown): unknown => {
  if (kind === 'fault') return traceOf(value)
  if (kind === 'count') return typeof value === 'number' && Number.isFinite(value) ? value : odd
  if (kind === 'flag') return typeof value === 'boolean' ? value : odd
  return typeof value === 'string' && /^[\w.:/@+=,%[\]-]{1,160}$/.test(value) ? value : odd
}
