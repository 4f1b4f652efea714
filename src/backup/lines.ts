import { createReadStream } from 'node:fs'
import { Fault } from '../story/errors.ts'

/** No line of ours is longer (bytes); a file without line ends must not fill the memory. */
const longest = 1 << 26

/** The lines of a file, each read when it is asked for: `readline` would read on ahead of a slow reader, without end. */
export async function* linesOf(path: string): AsyncGenerator<string> {
  let parts: Buffer[] = []
  let length = 0
  const chunks: AsyncIterable<Buffer> = createReadStream(path)
  for await (const chunk of chunks) {
    let rest = chunk
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield Buffer.concat([...parts, rest.subarray(0, end)]).toString('latin1')
      parts = []
      length = 0
      rest = rest.subarray(end + 1)
    }
    parts.push(rest)
    length += rest.length
    if (length > longest)
      throw new Fault('ERR_CONFIG', `${path} is no backup of Latchkey: its lines are too long`)
  }
  if (length > 0) yield Buffer.concat(parts).toString('latin1')
}
