import { type Document, parseDocument } from 'yaml'
import type { ConfigFault } from './port.ts'

export type Raw = Readonly<Record<string, unknown>>
export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * YAML 1.2 text to a plain map. Faults name the line and the kind of mistake only: the parser's own message
 * quotes the text, and a password could stand in that line.
 */
export const readYaml = (
  text: string,
): { readonly raw: Raw } | { readonly faults: readonly ConfigFault[] } => {
  const document = parseDocument(text, {
    prettyErrors: true,
    strict: true,
    uniqueKeys: true,
    logLevel: 'silent',
  })
  if (document.errors.length > 0)
    return {
      faults: document.errors.map((error) => ({
        key: `line ${error.linePos?.[0].line ?? '?'}`,
        says: `is not YAML (${error.code.toLowerCase().replaceAll('_', ' ')})`,
        fix: 'indent with spaces, put odd characters in quotes, use every key once',
      })),
    }
  const raw = plain(document)
  return isRaw(raw)
    ? { raw }
    : { faults: [{ key: 'file', says: 'holds no keys', fix: 'begin with docs/latchkey.example.yaml' }] }
}

/** Undefined where aliases multiply beyond reason: yaml's guard against tiny files that fill the memory. */
const plain = (document: Document): unknown => {
  try {
    return document.toJS()
  } catch (cause) {
    if (cause instanceof ReferenceError) return undefined
    throw cause
  }
}
