/** Values as an MMDB file holds them; numbers as unsigned 32 bits. */
export type MmdbValue = string | number | boolean | { readonly [key: string]: MmdbValue }

export interface MmdbSource {
  readonly kind: string
  /** Milliseconds since the epoch. */
  readonly madeAt: number
  /** A file of IPv4 has no room for anything else. */
  readonly ipv4Only?: true
  /** By block: "192.0.2.0/24", "2001:db8::/32". */
  readonly entries: Readonly<Record<string, MmdbValue>>
}

const control = (type: number, size: number): Buffer => {
  if (size > 284) throw new RangeError('longer than a test needs')
  const short = size < 29 ? [size] : [29, size - 29]
  const [first = 0, ...rest] = short
  return type < 8 ? Buffer.from([(type << 5) | first, ...rest]) : Buffer.from([first, type - 7, ...rest])
}

/** An unsigned number of this type, in so many bytes. */
const unsigned = (type: number, size: number, value: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(value))
  return Buffer.concat([control(type, size), bytes.subarray(8 - size)])
}

const mapOf = (entries: Readonly<Record<string, Buffer>>): Buffer => {
  const pairs = Object.entries(entries).flatMap(([key, value]) => [encoded(key), value])
  return Buffer.concat([control(7, pairs.length / 2), ...pairs])
}

/** MaxMind DB format 2.0, "Output Data Section": a map, a text, a number, a truth value. */
const encoded = (value: MmdbValue): Buffer => {
  if (typeof value === 'string') {
    const text = Buffer.from(value)
    return Buffer.concat([control(2, text.length), text])
  }
  if (typeof value === 'boolean') return control(14, value ? 1 : 0)
  if (typeof value === 'number') return unsigned(6, 4, value)
  return mapOf(Object.fromEntries(Object.entries(value).map(([key, one]) => [key, encoded(one)])))
}

/** The bits of a block in the IPv6 tree, in which IPv4 stands below ::/96. */
const bitsOf = (block: string, before: string): string => {
  const [address = '', length = ''] = block.split('/')
  if (!address.includes(':')) {
    const bits = address.split('.').map((part) => Number(part).toString(2).padStart(8, '0'))
    return before + bits.join('').slice(0, Number(length))
  }
  const [front = '', back = ''] = address.split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const zeros = Array.from({ length: 8 - groups(front).length - groups(back).length }, () => '0')
  const all = [...groups(front), ...zeros, ...groups(back)]
  return all
    .map((g) => Number.parseInt(g, 16).toString(2).padStart(16, '0'))
    .join('')
    .slice(0, Number(length))
}

type Node = [Branch, Branch]
type Branch = Node | { readonly data: number } | undefined

/** A file as a maker of such files would write it: a tree of 24-bit records, 16 zero bytes, the data, the metadata. */
export const mmdb = ({ kind, madeAt, ipv4Only, entries }: MmdbSource): Buffer => {
  const root: Node = [undefined, undefined]
  const data: Buffer[] = []
  let offset = 0
  for (const [block, value] of Object.entries(entries)) {
    const bits = bitsOf(block, ipv4Only ? '' : '0'.repeat(96))
      .split('')
      .map(Number)
    const last = bits.pop() ?? 0
    let node = root
    for (const bit of bits) {
      const next = node[bit]
      if (Array.isArray(next)) node = next
      else {
        const made: Node = [undefined, undefined]
        node[bit] = made
        node = made
      }
    }
    node[last] = { data: offset }
    const bytes = encoded(value)
    data.push(bytes)
    offset += bytes.length
  }
  const nodes: Node[] = []
  const number = (node: Node): void => {
    nodes.push(node)
    for (const branch of node) if (Array.isArray(branch)) number(branch)
  }
  number(root)
  const at = new Map(nodes.map((node, i) => [node, i]))
  const record = (branch: Branch): number => {
    if (branch === undefined) return nodes.length
    return Array.isArray(branch) ? (at.get(branch) ?? 0) : nodes.length + 16 + branch.data
  }
  const tree = nodes.map((node) => {
    const bytes = Buffer.alloc(6)
    node.forEach((branch, side) => bytes.writeUIntBE(record(branch), side * 3, 3))
    return bytes
  })
  const metadata = mapOf({
    binary_format_major_version: unsigned(5, 2, 2),
    binary_format_minor_version: unsigned(5, 2, 0),
    build_epoch: unsigned(9, 8, Math.floor(madeAt / 1000)),
    database_type: encoded(kind),
    description: encoded({ en: kind }),
    ip_version: unsigned(5, 2, ipv4Only ? 4 : 6),
    languages: control(11, 0),
    node_count: unsigned(6, 4, nodes.length),
    record_size: unsigned(5, 2, 24),
  })
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1')
  return Buffer.concat([...tree, Buffer.alloc(16), ...data, marker, metadata])
}
