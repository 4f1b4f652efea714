import { zipf, type Chance } from './chance.ts'

/** A network with an address space of its own: 256 times a /24. */
export interface Net {
  readonly asn: number
  readonly country: string
  /** How many addresses it shows; a carrier's NAT shows few. */
  readonly addresses: number
}

/** Where a line comes from. */
export interface Spot {
  readonly ip: string
  readonly country: string
  readonly asn: number
  /** What the list of VPNs and hosting companies says of the address. */
  readonly anonymiser: boolean
}

type Weighted = readonly (readonly [Net, number])[]

export interface Country {
  readonly code: string
  readonly providers: Weighted
  readonly carriers: Weighted
  readonly hotels: Weighted
  readonly hosting: Weighted
  /** The company's own way out. */
  readonly office: Net
}

const home = [
  ['DE', 0.6],
  ['FR', 0.25],
  ['US', 0.15],
] as const
const abroad =
  'GB IE NL BE LU CH AT IT ES PT DK SE NO FI PL CZ HU RO BG GR TR UA IL AE SA IN CN JP KR SG TH VN ID AU NZ ZA NG BR MX CA'.split(
    ' ',
  )

export interface Globe {
  readonly home: readonly (readonly [Country, number])[]
  readonly abroad: readonly Country[]
}

/** Three countries the company is at home in, and forty others. */
export const globe = (): Globe => {
  let asn = 1000
  const nets = (n: number, country: string, addresses = 2 ** 16): readonly Net[] =>
    Array.from({ length: n }, () => ({ asn: (asn += 1), country, addresses }))
  const country = (code: string, [providers, carriers, hotels, hosting]: readonly number[]): Country => ({
    code,
    providers: zipf(nets(providers!, code)),
    carriers: zipf(nets(carriers!, code, 128)),
    hotels: zipf(nets(hotels!, code)),
    hosting: zipf(nets(hosting!, code)),
    office: nets(1, code, 1)[0]!,
  })
  return {
    home: home.map(([code, weight]) => [country(code, [8, 3, 4, 5]), weight] as const),
    abroad: abroad.map((code) => country(code, [5, 0, 0, 3])),
  }
}

/** An address of the network, by chance. The few of a carrier lie in as many /24 as they are: the hardest way to lay them out. */
const addressIn = ({ asn, addresses }: Net, chance: Chance): string => {
  const at = chance.below(addresses)
  const [third, fourth] = addresses < 256 ? [at, 1] : [at >> 8, at & 255]
  return `${asn >> 8}.${asn & 255}.${third}.${fourth}`
}

export const spotIn = (net: Net, chance: Chance, listed = 0): Spot => ({
  ip: addressIn(net, chance),
  country: net.country,
  asn: net.asn,
  anonymiser: chance.is(listed),
})
