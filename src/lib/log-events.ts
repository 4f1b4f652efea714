/**
 * What a field may hold. `word`: an identifier, code, path or address without spaces. `count`: a number.
 * `flag`: true or false. `fault`: anything thrown; only codes, class names and our own places in the code are kept.
 */
export type FieldKind = 'word' | 'count' | 'flag' | 'fault'

export type Level = 'error' | 'warn' | 'info' | 'debug'

interface Shape {
  readonly level: Level
  readonly fields: Readonly<Record<string, FieldKind>>
}

/** The closed list of what the service says about itself. What people did belongs to the audit, not here. */
export const logEvents = {
  'service.starting': { level: 'info', fields: { version: 'word', node: 'word', demo: 'flag' } },
  'service.ready': { level: 'info', fields: { baseUrl: 'word', host: 'word', port: 'count' } },
  'service.draining': { level: 'info', fields: { signal: 'word' } },
  'service.stopped': { level: 'info', fields: { tookMs: 'count' } },
  'service.cut': { level: 'error', fields: { tookMs: 'count' } },
  'service.fault': { level: 'error', fields: { where: 'word', fault: 'fault' } },
  'config.note': { level: 'warn', fields: { key: 'word' } },
  'config.refused': { level: 'error', fields: { faults: 'count' } },
  'audit.failed': { level: 'error', fields: { sink: 'word', fault: 'fault' } },
  'audit.repaired': { level: 'warn', fields: { sink: 'word', times: 'count' } },
  'clock.off': { level: 'error', fields: { aheadMs: 'count' } },
  'clock.right': { level: 'info', fields: { aheadMs: 'count' } },
  'store.away': { level: 'error', fields: { fault: 'fault' } },
  'store.back': { level: 'info', fields: {} },
  'directory.trouble': {
    level: 'warn',
    fields: { what: 'word', server: 'word', person: 'word', code: 'word', fault: 'fault' },
  },
  'mail.failed': { level: 'warn', fields: { key: 'word', fault: 'fault' } },
  'adapter.fault': { level: 'error', fields: { adapter: 'word', what: 'word', fault: 'fault' } },
  'teams.emulator': { level: 'warn', fields: { baseUrl: 'word' } },
  'teams.refused': { level: 'warn', fields: { why: 'word' } },
  'slack.refused': { level: 'warn', fields: { why: 'word' } },
  'slack.library': { level: 'warn', fields: { level: 'word', fault: 'fault' } },
  'activity.took': {
    level: 'debug',
    fields: {
      source: 'word',
      kept: 'count',
      repeated: 'count',
      revoked: 'count',
      ignored: 'count',
      refused: 'count',
    },
  },
  'activity.fault': { level: 'error', fields: { fault: 'fault' } },
  'web.fault': { level: 'error', fields: { path: 'word', fault: 'fault' } },
  'flow.fault': { level: 'error', fields: { flow: 'word', story: 'word', fault: 'fault' } },
  'sweep.fault': { level: 'error', fields: { kind: 'word', fault: 'fault' } },
  'sweep.done': { level: 'debug', fields: { kind: 'word', count: 'count' } },
} as const satisfies Readonly<Record<string, Shape>>

interface Kinds {
  readonly word: string
  readonly count: number
  readonly flag: boolean
  readonly fault: unknown
}

export type LogEvents = typeof logEvents
export type LogName = keyof LogEvents

/** The fields of an event; every one may be left out. */
export type LogFields<N extends LogName> = {
  readonly [F in keyof LogEvents[N]['fields']]?: LogEvents[N]['fields'][F] extends keyof Kinds
    ? Kinds[LogEvents[N]['fields'][F]]
    : never
}
