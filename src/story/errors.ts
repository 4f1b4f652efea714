/** Who may try again after a fault. */
export type Retry = 'caller' | 'later' | 'never'

/**
 * The closed union of faults: something outside failed, or was tampered with. A "no" is never a fault.
 * People read a phrase looked up from the code, never `message`.
 */
export const faults = {
  ERR_STORE: 'later',
  ERR_STORE_CONFLICT: 'caller',
  ERR_RECORD_TAMPERED: 'never',
  ERR_FLOW_NEWER: 'later',
  ERR_CLOCK: 'later',
  ERR_DIRECTORY: 'later',
  ERR_DIRECTORY_TLS: 'never',
  ERR_DIRECTORY_RIGHTS: 'never',
  ERR_DIRECTORY_ANSWER: 'never',
  ERR_AUDIT: 'later',
  ERR_CHAT: 'later',
  ERR_MAIL: 'later',
  ERR_ACTIVITY: 'later',
  ERR_CONFIG: 'never',
} as const satisfies Record<string, Retry>
export type FaultCode = keyof typeof faults

/** One class for every fault; `cause` keeps what happened underneath, for the operator only. */
export class Fault extends Error {
  readonly code: FaultCode
  /** How long whoever failed asks to be left alone (ms). */
  readonly afterMs: number | undefined
  constructor(code: FaultCode, message: string, options: { cause?: unknown; afterMs?: number } = {}) {
    super(message, options)
    this.name = 'Fault'
    this.code = code
    this.afterMs = options.afterMs
  }
  get retry(): Retry {
    return faults[this.code]
  }
}

/** Ends a switch that must be exhaustive: a new case fails to compile until it is handled. */
export const never = (value: never): never => {
  throw new TypeError(`unhandled case ${JSON.stringify(value)}`)
}
