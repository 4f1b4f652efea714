import type { KeyPurpose } from '../lib/keys.ts'

/** What stands in the place of one sealed text; `bound` is what it was sealed for. */
export type ResealPart = (purpose: KeyPurpose, sealed: string, bound: string) => string

/**
 * By kind of record: the value with `each` put in the place of every text inside it that is encrypted by itself. A kind
 * that is not here holds nothing but what the seal around it protects.
 */
export type InnerSeals = Readonly<Record<string, (key: string, value: string, each: ResealPart) => string>>
