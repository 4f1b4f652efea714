/** An entry of a file as it came: makers of such files call the same thing by different names. */
type Entry = Readonly<Record<string, unknown>>

const isEntry = (value: unknown): value is Entry => typeof value === 'object' && value !== null
const codeOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[A-Z]{2}$/i.test(value) ? value.toUpperCase() : undefined

/** ISO 3166-1 alpha-2, where the address is used; where it is only registered, that. */
export const countryIn = (entry: Entry | undefined): string | undefined => {
  if (entry === undefined) return undefined
  const { country, registered_country: registered, country_code: flat } = entry
  const used = codeOf(isEntry(country) ? country['iso_code'] : (flat ?? country))
  return used ?? (isEntry(registered) ? codeOf(registered['iso_code']) : undefined)
}

/** As a number, or as in "AS3320". */
export const asnIn = (entry: Entry | undefined): number | undefined => {
  const told = entry?.['autonomous_system_number'] ?? entry?.['asn']
  const number = typeof told === 'string' ? Number(/^AS(\d{1,10})$/i.exec(told)?.[1]) : told
  return typeof number === 'number' && Number.isInteger(number) && number > 0 ? number : undefined
}

const signs = [
  'is_anonymous',
  'is_anonymous_vpn',
  'is_hosting_provider',
  'is_public_proxy',
  'is_residential_proxy',
  'is_tor_exit_node',
  'vpn',
  'proxy',
  'tor',
  'hosting',
  'relay',
] as const

/** Whether any of the ways to hide where one is, is told of the address. */
export const isAnonymous = (entry: Entry): boolean =>
  signs.some((sign) => entry[sign] === true || entry[sign] === 'true')
