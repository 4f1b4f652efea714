import { parsed } from '../story/record.ts'
import type { Agent, Judged, Network, Revoked, SignIn } from './port.ts'

/** One thing in a line of somebody's log. */
export type Entry =
  | { readonly signIn: Packed }
  | { readonly revoked: Revoked }
  | { readonly judged: Omit<Judged, 'id'> }

/** A sign-in without names and without its person, for there are hundreds of each person. */
export type Packed = readonly [
  id: string,
  at: number,
  source: string,
  country?: string | null,
  asn?: number | null,
  prefix?: string | null,
  anonymiser?: 0 | 1 | null,
  kind?: Agent['device'] | null,
  os?: string | null,
  family?: string | null,
  device?: string | null,
  app?: string | null,
  site?: string | null,
]

export const pack = ({ id, at, source, network, agent, device, app, site }: SignIn): Packed => {
  const anonymiser = network?.anonymiser === undefined ? null : network.anonymiser ? 1 : 0
  const where = [network?.country ?? null, network?.asn ?? null, network?.prefix ?? null, anonymiser] as const
  const on = [agent?.device ?? null, agent?.os ?? null, agent?.family ?? null, device ?? null] as const
  return [id, at, source, ...where, ...on, app ?? null, site ?? null]
}

export const unpack = (packed: Packed, person: string): SignIn => {
  const [id, at, source, country, asn, prefix, anonymiser, kind, os, family, device, app, site] = packed
  const network: Network = {
    ...(country != null && { country }),
    ...(asn != null && { asn }),
    ...(prefix != null && { prefix }),
    ...(anonymiser != null && { anonymiser: anonymiser === 1 }),
  }
  const agent: Agent | undefined =
    kind == null ? undefined : { device: kind, ...(os != null && { os }), ...(family != null && { family }) }
  return {
    id,
    person,
    at,
    source,
    ...(Object.keys(network).length > 0 && { network }),
    ...(agent && { agent }),
    ...(device != null && { device }),
    ...(app != null && { app }),
    ...(site != null && { site }),
  }
}

export const writeEntries = (entries: readonly Entry[]): string => JSON.stringify(entries)
/** Of a text that came out of its seal. */
export const readEntries = (text: string): readonly Entry[] => parsed<readonly Entry[]>(text)
