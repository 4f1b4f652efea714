import { guidText } from './guid.ts'
import { fromBytes } from './odd-value.ts'
import { sidText } from './sid.ts'

/** One entry of an access list, as far as rights to an object go. */
export interface Ace {
  readonly kind: 'allow' | 'deny'
  readonly mask: number
  /** The extended right or attribute it is about; absent = all. */
  readonly object?: string
  readonly trustee: string
  /** Only for what is below, not for the object itself. */
  readonly inheritOnly: boolean
}

export const mask = { readProperty: 0x10, writeProperty: 0x20, controlAccess: 0x100 } as const

/** The rights this product is about (MS-ADTS 5.1.3.2.1, MS-ADA schemaIDGUIDs). */
export const rights = {
  resetPassword: '00299570-246d-11d0-a768-00aa006e0529',
  changePassword: 'ab721a53-1e2f-11d0-9819-00aa0040529b',
  lockoutTime: '28630ebf-41d5-11d1-a9c1-0000f80367c1',
  pwdLastSet: 'bf967a0a-0de6-11d0-a285-00aa003049e2',
} as const

const kinds: Readonly<Record<number, 'allow' | 'deny'>> = { 0: 'allow', 1: 'deny', 5: 'allow', 6: 'deny' }

/** The discretionary list of a self-relative security descriptor (MS-DTYP 2.4.6), in order; empty when there is none. */
export const readAcl = (descriptor: Buffer): readonly Ace[] =>
  fromBytes('a broken access list', () => aclOf(descriptor))

const aclOf = (descriptor: Buffer): readonly Ace[] => {
  const start = descriptor.readUInt32LE(16)
  if (start === 0) return []
  const count = descriptor.readUInt16LE(start + 4)
  const aces: Ace[] = []
  for (let i = 0, at = start + 8; i < count; i += 1) {
    const size = descriptor.readUInt16LE(at + 2)
    const ace = readAce(descriptor.subarray(at, at + size))
    if (ace !== undefined) aces.push(ace)
    at += size
  }
  return aces
}

const readAce = (bytes: Buffer): Ace | undefined => {
  const kind = kinds[bytes.readUInt8(0)]
  if (kind === undefined) return undefined
  const objectAce = bytes.readUInt8(0) >= 5
  const flags = objectAce ? bytes.readUInt32LE(8) : 0
  const typed = (flags & 1) !== 0
  const sidAt = objectAce ? 12 + (typed ? 16 : 0) + ((flags & 2) === 0 ? 0 : 16) : 8
  return {
    kind,
    mask: bytes.readUInt32LE(4),
    ...(typed ? { object: guidText(bytes.subarray(12, 28)) } : {}),
    trustee: sidText(bytes.subarray(sidAt)),
    inheritOnly: (bytes.readUInt8(1) & 0x08) !== 0,
  }
}

/**
 * Whether the list gives any of `sids` this right: the first entry that speaks of it decides (MS-ADTS 5.1.3.3.4).
 * Honest about its limits: ownership, generic masks and property sets other than "all" are not looked at.
 */
export const grants = (
  acl: readonly Ace[],
  sids: ReadonlySet<string>,
  bit: number,
  object: string,
): boolean => {
  const first = acl.find(
    (a) =>
      !a.inheritOnly &&
      (a.mask & bit) !== 0 &&
      sids.has(a.trustee) &&
      (a.object === undefined || a.object === object),
  )
  return first?.kind === 'allow'
}
