import { entryOf } from '../../src/audit/entry.ts'
import { openFileSink } from '../../src/audit/file-sink.ts'

/** Writes until it is killed; says on stdout, one id a line, what was acknowledged. */
const [path = '', round = ''] = process.argv.slice(2)
const sink = await openFileSink(path)
const writer = async (name: string) => {
  for (let i = 0; ; i += 1) {
    const id = `${round}-${name}-${i}`
    await sink.append(
      [entryOf({ event: 'commit.intent', id, detail: { pad: 'x'.repeat(200) } }, i)],
      new AbortController().signal,
    )
    process.stdout.write(`${id}\n`)
  }
}
await Promise.all(['a', 'b', 'c', 'd'].map(writer))
