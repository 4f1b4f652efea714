import { never } from '../../src/story/errors.ts'
import { powers, type Capability, type Powers } from './capability.ts'
import type { Item, Place, Seen, State } from './state.ts'

/** Ways that need no capability at all. */
export const free: readonly Powers[] = [0]
/** Any one of these capabilities. */
export const any = (...names: readonly Capability[]): readonly Powers[] => names.map((name) => powers(name))
/** One of these ways and one of those. */
export const both = (some: readonly Powers[], more: readonly Powers[]): readonly Powers[] =>
  some.flatMap((a) => more.map((b) => a | b))

/** How the attacker comes by what is seen in a place. */
export const reach = ({ kind }: Item, place: Place): readonly Powers[] => {
  switch (place) {
    case 'attacker chat':
    case 'attacker browser':
    case 'attacker passkey':
      return free
    case 'victim chat':
      return kind === 'link'
        ? any('read chat', 'control chat', 'forward link')
        : any('read chat', 'control chat')
    case 'victim browser':
      return kind === 'cookie' ? any('steal cookie') : any('tell code')
    case 'scanner browser':
      return []
    case 'grace chat':
    case 'hedy chat':
      return any('control approver chat')
    case 'grace passkey':
      return any('copy signature')
    default:
      return never(place)
  }
}

const isOf =
  <K extends Item['kind']>(kind: K) =>
  (seen: Seen): seen is Seen & { readonly item: Item & { readonly kind: K } } =>
    seen.item.kind === kind

/** What of this kind was seen, and where. */
export const items = <K extends Item['kind']>({ seen }: State, kind: K) => seen.filter(isOf(kind))
