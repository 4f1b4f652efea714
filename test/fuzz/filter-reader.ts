import { BerWriter, type Filter } from 'ldapts'
import { elements, type Element } from './ber.ts'

/** Attributes of one entry, each by its name in lower case. */
export type Attributes = Readonly<Record<string, readonly string[]>>

/** The filter as it goes over the wire. */
const wire = (filter: Filter): Element => {
  const writer = new BerWriter()
  filter.write(writer)
  const [one, ...more] = elements(writer.buffer)
  if (one === undefined || more.length > 0) throw new RangeError('not one filter')
  return one
}

/** Whether a server would find the entry (RFC 4511 4.5.1.7), read from the filter's bytes, without the library that made them. */
export const matches = (filter: Filter, entry: Attributes): boolean => holds(wire(filter), entry)

const holds = ({ tag, content }: Element, entry: Attributes): boolean => {
  const inner = elements(content)
  switch (tag) {
    case 0xa0:
      return inner.every((one) => holds(one, entry))
    case 0xa1:
      return inner.some((one) => holds(one, entry))
    case 0xa3: {
      const [name, value] = inner
      if (name === undefined || value === undefined || inner.length !== 2) throw new RangeError('no equality')
      const wanted = value.content.toString('utf8').toLowerCase()
      return (entry[name.content.toString('utf8').toLowerCase()] ?? []).some(
        (one) => one.toLowerCase() === wanted,
      )
    }
    default:
      throw new RangeError(`a filter of kind ${tag.toString(16)}, which a name must not turn into`)
  }
}
