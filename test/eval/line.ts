/** One line of a trace: a sign-in that teaches, or an attempt that is judged. `time`: ISO 8601, or milliseconds since the epoch. */
export interface Line {
  readonly type: 'signin' | 'attempt'
  readonly user: string
  readonly time: string | number
  readonly ip?: string
  readonly country?: string
  readonly asn?: number
  readonly ua?: string
  readonly device_key?: string
  /** What a list says of the address; absent = no list tells. */
  readonly anonymiser?: boolean
  /** Who this really is, for the figures: "legitimate" or the name of a kind of attacker. */
  readonly label?: string
}

export const attackers = ['naive', 'vpn', 'targeted', 'very-targeted'] as const
export type Attacker = (typeof attackers)[number]
