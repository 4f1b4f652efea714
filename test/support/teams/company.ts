/** Somebody whom Teams knows. */
export interface Member {
  readonly name: string
  /** Entra object id. */
  readonly oid: string
  readonly upn: string
  readonly tenant: string
  readonly role: 'user' | 'guest' | 'anonymous'
  /** The Connector calls the object id now one, now the other. */
  readonly oidField: 'aadObjectId' | 'objectId'
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const appId = id(0xb07)
export const tenant = id(1)
export const foreignTenant = id(2)
export const bot = { id: `28:${appId}`, name: 'Latchkey' }

const member = (n: number, name: string, change: Partial<Member> = {}): Member => ({
  name,
  oid: id(n),
  upn: `${name}@corp.example`,
  tenant,
  role: 'user',
  oidField: 'aadObjectId',
  ...change,
})

export const ada = member(101, 'ada')
/** Listed under the other name of the field. */
export const ben = member(102, 'ben', { oidField: 'objectId' })
export const guest = member(201, 'gus', { role: 'guest', upn: 'gus_other.example#EXT#@corp.example' })
/** From another organisation, met in a shared chat. */
export const stranger = member(202, 'sid', { tenant: foreignTenant, upn: 'sid@other.example' })
export const anonymous = member(203, 'nemo', { role: 'anonymous' })
export const company: readonly Member[] = [ada, ben, guest, stranger, anonymous]

/** The name by which Teams tells a person to this bot; another bot is told another. */
export const mriOf = ({ oid }: Member): string => `29:1${Buffer.from(oid).toString('base64url')}`
