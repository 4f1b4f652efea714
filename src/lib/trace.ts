import { Fault } from '../story/errors.ts'

/** What may be told of one thrown thing. */
export interface Told {
  /** Its class. */
  readonly kind: string
  /** Our fault code, a system code such as ECONNRESET, or a number such as an LDAP result. */
  readonly code?: string | number
  /** Where in our own files it came by, innermost first. */
  readonly at?: readonly string[]
}

/**
 * A thrown thing and its causes, outermost first, without anything that came from outside: no message (libraries
 * quote what they were given), no further properties. Of the stack only places in our own files are kept.
 */
export const traceOf = (thrown: unknown): readonly Told[] => {
  const told: Told[] = []
  for (let at = thrown; at !== undefined && at !== null && told.length < 5; at = causeOf(at))
    told.push(tell(at))
  return told
}

const causeOf = (thrown: unknown): unknown => {
  if (thrown instanceof AggregateError) return thrown.errors.length > 0 ? thrown.errors[0] : thrown.cause
  return thrown instanceof Error ? thrown.cause : undefined
}

const tell = (thrown: unknown): Told => {
  if (!(thrown instanceof Error)) return { kind: typeof thrown }
  const kind = /^[A-Za-z]{1,40}$/.test(thrown.constructor.name) ? thrown.constructor.name : 'Error'
  const code = codeOf(thrown)
  const at = [...framesOf(thrown).matchAll(ours)].map(([place]) => place).slice(0, 4)
  return { kind, ...(code === undefined ? {} : { code }), ...(at.length === 0 ? {} : { at }) }
}

/** The stack without its beginning, which repeats the message. */
const framesOf = ({ stack = '', message }: Error): string => {
  const start = stack.indexOf(message)
  return start < 0 ? '' : stack.slice(start + message.length)
}

const ours = /(?<=^ {4}at .*)\b(?:src|adapters|flows)\/[a-z-]+(?:\/[a-z-]+)*\.ts:\d{1,4}:\d{1,4}(?=\)?$)/gm

const codeOf = (error: Error): string | number | undefined => {
  if (error instanceof Fault) return error.code
  const code: unknown = 'code' in error ? error.code : undefined
  if (typeof code === 'number' && Number.isInteger(code)) return code
  return typeof code === 'string' && (/^(E[A-Z]{2,20}|ERR_[A-Z_]{2,40})$/.test(code) || tls.has(code))
    ? code
    : undefined
}

/** What OpenSSL calls the certificates it refuses, as an operator will meet them. */
const tls: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])
