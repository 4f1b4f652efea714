import { AndFilter, EqualityFilter, NotFilter, OrFilter, PresenceFilter, type Filter } from 'ldapts'

/** Both halves of "there or not there": true for an entry only where the attribute may be seen (RFC 4511 4.5.1.7: else Undefined). */
export const visible = (attribute: string): Filter => {
  const there = new PresenceFilter({ attribute })
  return any(there, not(there))
}

export const all = (...filters: Filter[]): Filter => new AndFilter({ filters })
export const any = (...filters: Filter[]): Filter => new OrFilter({ filters })
export const not = (filter: Filter): Filter => new NotFilter({ filter })
export const equal = (attribute: string, value: string): Filter => new EqualityFilter({ attribute, value })

/** The attribute has exactly this value, or provably none. */
export const exactly = (attribute: string, value: string | undefined): Filter =>
  value === undefined ? not(new PresenceFilter({ attribute })) : equal(attribute, value)
