import type { Floor } from './floor.ts'

/**
 * F2: a country that this person was never seen in. What nobody could tell is not new; a public address of which it could be
 * told, and is not, is: being in no list must hide nothing.
 */
export const newCountry: Floor = ({ request: { origin }, history, tellsCountry }) => {
  const { country, prefix } = origin?.network ?? {}
  const known = (history?.signIns ?? []).flatMap(({ network }) => network?.country ?? [])
  const unlisted = country === undefined && prefix !== undefined && tellsCountry === true
  const isNew = known.length > 0 && (country === undefined ? unlisted : !known.includes(country))
  return isNew ? { reason: 'new-country', band: 'approval', place: true } : undefined
}

/** F2: a VPN, a proxy, Tor or a hosting network, behind which a place says nothing. */
export const anonymiser: Floor = ({ request: { origin } }) =>
  origin?.network?.anonymiser === true ? { reason: 'anonymiser', band: 'approval', place: true } : undefined

/** F2: nobody gets that far in that time. */
export const impossibleTravel: Floor = ({ scored }) =>
  scored?.tooFast === true ? { reason: 'impossible-travel', band: 'approval', place: true } : undefined

/**
 * F8: many people's conversations from one address are one person's work, or a whole office's on a Monday. Whoever has ten chat
 * accounts could shut it for all behind that address, so codes are refused there and passkeys go on (`judge`).
 */
export const crowdedAddress: Floor = ({ request: { peopleNear = 0 } }) => {
  if (peopleNear >= 10) return { reason: 'crowded-address', band: 'deny', crowd: true }
  return peopleNear >= 3 ? { reason: 'crowded-address', band: 'approval', crowd: true } : undefined
}

/** F9: the chat is used in one country and the page in another, as when a link was passed on. */
export const chatElsewhere: Floor = ({ request: { origin }, chatCountry }) => {
  const country = origin?.network?.country
  const apart = chatCountry !== undefined && country !== undefined && chatCountry !== country
  return apart ? { reason: 'chat-elsewhere', band: 'approval' } : undefined
}
