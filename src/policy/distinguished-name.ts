/** Long names and OIDs of the types that places are named with (RFC 4514 3, RFC 4519 2). */
const short: Readonly<Record<string, string>> = {
  commonname: 'cn',
  '2.5.4.3': 'cn',
  organizationalunitname: 'ou',
  '2.5.4.11': 'ou',
  organizationname: 'o',
  '2.5.4.10': 'o',
  domaincomponent: 'dc',
  '0.9.2342.19200300.100.1.25': 'dc',
  countryname: 'c',
  '2.5.4.6': 'c',
  localityname: 'l',
  '2.5.4.7': 'l',
  stateorprovincename: 'st',
  '2.5.4.8': 'st',
  userid: 'uid',
  '0.9.2342.19200300.100.1.1': 'uid',
}

/** The parts of a DN, each written one way; undefined where it is none, or one that we cannot read (RFC 4514). */
const partsOf = (dn: string): readonly string[] | undefined => {
  const rdns = split(dn, ',').map((rdn) => split(rdn, '+').map(oneWay))
  const parts = rdns.map((values) => {
    const known = values.filter((value) => value !== undefined)
    return known.length < values.length ? undefined : known.toSorted((a, b) => (a < b ? -1 : 1)).join('+')
  })
  return parts.every((part) => part !== undefined) ? parts : undefined
}

/** At every `mark` that no backslash stands before. */
const split = (text: string, mark: string): readonly string[] => {
  const parts = ['']
  for (const piece of text.matchAll(/\\[\da-f]{2}|\\.|[^\\]|\\$/gis))
    if (piece[0] === mark) parts.push('')
    else parts[parts.length - 1] += piece[0]
  return parts
}

const oneWay = (written: string): string | undefined => {
  const at = written.indexOf('=')
  const type = written.slice(0, at).trim().toLowerCase()
  const value = written.slice(at + 1).trim()
  if (at < 1 || value === '' || /^["#]/.test(value)) return undefined
  const plain = unescaped(value)
  return plain === undefined ? undefined : `${short[type] ?? type}=${plain}`
}

/** Pairs of hex digits are bytes of UTF-8; an escaped character stands for itself. In one case, spaces as one. */
const unescaped = (value: string): string | undefined => {
  if (/(?<!\\)(?:\\\\)*\\$/.test(value)) return undefined
  const bytes = [...value.matchAll(/\\([\da-f]{2})|\\(.)|([^\\])/gisu)].map(([, hex, escaped, plain]) =>
    hex === undefined ? Buffer.from(escaped ?? plain ?? '') : Buffer.from(hex, 'hex'),
  )
  return JSON.stringify(
    Buffer.concat(bytes).toString('utf8').normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim(),
  )
}

/** Whether an entry is the place or somewhere below it; undefined where that cannot be told from the names. */
export const isBelow = (dn: string, place: string): boolean | undefined => {
  const [entry, top] = [partsOf(dn), partsOf(place)]
  if (entry === undefined || top === undefined) return undefined
  return top.length <= entry.length && top.every((part, i) => part === entry[entry.length - top.length + i])
}
